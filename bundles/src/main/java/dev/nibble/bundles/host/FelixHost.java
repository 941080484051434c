package dev.nibble.bundles.host;

import dev.nibble.bundles.jar.PrivateJar;
import dev.nibble.bundles.jar.RefusedJarException;
import dev.nibble.runtime.registry.JarPlugins;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;

/**
 * An OSGi framework of our own that loads plugin jars. It starts with the first jar. A tracker makes a bundle's plugins
 * when it becomes active, with the ordinary service loader on the bundle's own class loader, and drops them when it goes.
 */
final class FelixHost implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final Path storage;
    private final Duration limit;
    private final HostPackages packages = HostPackages.ofApi();
    private final Map<String, PrivateJar> arriving = new ConcurrentHashMap<>();
    private Framework framework;
    private BundleTracker<Birth> tracker;

    /**
     * @param storage folder for the framework's files
     * @param limit how long the constructors of one jar's plugins may take
     */
    FelixHost(Path storage, Duration limit) {
        this.storage = storage;
        this.limit = limit;
    }

    /**
     * Loads a jar and makes its plugins.
     *
     * @throws RefusedJarException if it cannot be resolved, brings no plugin that works, or does not come to an end; it is
     *     unloaded then
     */
    synchronized LoadedJar load(PrivateJar jar) throws RefusedJarException {
        String location = "nibble:" + jar.folder().getFileName();
        arriving.put(location, jar);
        Bundle bundle = null;
        boolean kept = false;
        try (InputStream in = Files.newInputStream(jar.copy())) {
            bundle = started().getBundleContext().installBundle(location, in);
            bundle.start();
            LoadedJar loaded = new LoadedJar(jar, bundle, tracker.getObject(bundle).await(limit));
            kept = true;
            return loaded;
        } catch (BundleException e) {
            throw bundle == null || e.getType() != BundleException.RESOLVE_ERROR
                    ? new RefusedJarException("it cannot be loaded: " + e.getMessage())
                    : Unresolved.reason(bundle, framework, packages.versions(), e);
        } catch (IOException e) {
            throw new RefusedJarException("it cannot be loaded: " + e.getMessage());
        } finally {
            arriving.remove(location);
            if (!kept && bundle != null) {
                uninstall(bundle);
            }
        }
    }

    /** Unloads a jar; its class loader is free when nobody holds one of its objects. */
    synchronized void unload(LoadedJar loaded) {
        if (framework != null) {
            uninstall(loaded.bundle());
        }
        loaded.jar().delete();
    }

    private static void uninstall(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException e) {
            throw new IllegalStateException(bundle.getSymbolicName() + " cannot be unloaded: " + e.getMessage(), e);
        }
    }

    private Framework started() throws BundleException {
        if (framework != null) {
            return framework;
        }
        Framework made = new FrameworkFactory().newFramework(configuration());
        try {
            made.init();
            made.getBundleContext().registerService(ResolverHookFactory.class, new OwnWiresOnly(), null);
            made.start();
        } catch (BundleException e) {
            made.stop();
            throw e;
        }
        tracker = new BundleTracker<>(made.getBundleContext(), Bundle.ACTIVE, new Births());
        tracker.open();
        framework = made;
        return framework;
    }

    private Map<String, String> configuration() {
        Map<String, String> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, packages.exports());
        settings.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        // A plugin sees what it imports, and not by chance what lies on the class path.
        settings.put("felix.bootdelegation.implicit", "false");
        // The JVM has one factory of URL handlers; it is not ours to take.
        settings.put("felix.service.urlhandlers", "false");
        // Errors reach the user by the host.
        settings.put("felix.log.level", "0");
        return settings;
    }

    @Override
    public synchronized void close() {
        if (framework == null) {
            return;
        }
        tracker.close();
        try {
            framework.stop();
            framework.waitForStop(STOP_LIMIT.toMillis());
        } catch (BundleException e) {
            throw new IllegalStateException("the plugin framework cannot be stopped: " + e.getMessage(), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            framework = null;
        }
    }

    /** Makes plugins of bundles that start. */
    private final class Births implements BundleTrackerCustomizer<Birth> {
        @Override
        public Birth addingBundle(Bundle bundle, BundleEvent event) {
            PrivateJar jar = arriving.get(bundle.getLocation());
            if (jar == null) {
                return null;
            }
            ClassLoader loader = bundle.adapt(BundleWiring.class).getClassLoader();
            return Birth.start(jar.jar().title(),
                    () -> JarPlugins.load(loader, jar.jar().file(), jar.copy(), jar.jar().sha256()));
        }

        @Override
        public void modifiedBundle(Bundle bundle, BundleEvent event, Birth birth) {
            // A bundle has the plugins that it started with.
        }

        @Override
        public void removedBundle(Bundle bundle, BundleEvent event, Birth birth) {
            birth.abandon();
        }
    }
}
