package dev.nibble.bundles.host;

import dev.nibble.bundles.jar.RefusedJarException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Says in words for people why the framework could not resolve a bundle. */
final class Unresolved {
    private static final Pattern PACKAGE = Pattern.compile("osgi\\.wiring\\.package=([^)]+)\\)");
    private static final Pattern AT_LEAST = Pattern.compile("\\(version>=([^)]+)\\)");
    private static final Pattern VERSION = Pattern.compile("\\(version>?=([^)]+)\\)");

    private final BundleRevision revision;
    private final BundleRevision host;
    private final Map<String, String> api;

    private Unresolved(Bundle bundle, Bundle system, Map<String, String> api) {
        this.revision = bundle.adapt(BundleRevision.class);
        this.host = system.adapt(BundleRevision.class);
        this.api = api;
    }

    /** @param api versions of Nibble's own packages */
    static RefusedJarException reason(Bundle bundle, Bundle system, Map<String, String> api, BundleException error) {
        // One is enough to understand; of packages there are often as many as the interface has.
        List<String> missing = new Unresolved(bundle, system, api).missing();
        return new RefusedJarException(missing.isEmpty()
                ? "it cannot be resolved: " + error.getMessage()
                : missing.getFirst());
    }

    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
            if (!Constants.RESOLUTION_OPTIONAL.equals(requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE))
                    && !offered(requirement)) {
                describe(requirement).ifPresent(missing::add);
            }
        }
        return missing;
    }

    private boolean offered(BundleRequirement requirement) {
        return Stream.of(host, revision)
                .flatMap(from -> from.getDeclaredCapabilities(requirement.getNamespace()).stream())
                .anyMatch(requirement::matches);
    }

    private Optional<String> describe(BundleRequirement requirement) {
        String filter = String.valueOf(requirement.getDirectives().get(Constants.FILTER_DIRECTIVE));
        return switch (requirement.getNamespace()) {
            case PackageNamespace.PACKAGE_NAMESPACE -> first(PACKAGE, filter).map(name -> aboutPackage(name, filter));
            case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE -> Optional.of("it was built for Java "
                    + first(VERSION, filter).orElse("of another kind") + "; this is Java " + Runtime.version().feature());
            default -> Optional.of("it requires " + requirement.getNamespace() + " " + filter
                    + ", which a plugin cannot get here: it sees Nibble's api, the JDK and itself");
        };
    }

    private String aboutPackage(String name, String filter) {
        String wanted = first(AT_LEAST, filter).orElse("another version");
        if (api.containsKey(name)) {
            return "it was built for version " + wanted + " of Nibble's plugin interface (package " + name
                    + "), and this Nibble has version " + api.get(name) + ". Take a build of the plugin for this version, or "
                    + "a Nibble with that one";
        }
        boolean versioned = host.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream()
                .map(BundleCapability::getAttributes)
                .anyMatch(attributes -> name.equals(attributes.get(PackageNamespace.PACKAGE_NAMESPACE)));
        return "it needs the package " + name + (versioned ? " in version " + wanted : "") + ", which is not in the jar, and "
                + "plugins get nothing but Nibble's api and the JDK from outside. Put the library into the jar";
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
