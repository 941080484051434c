package dev.nibble.bundles.host;

import dev.nibble.bundles.jar.PrivateJar;
import dev.nibble.harness.plugin.DroppedIn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.Version;

/**
 * Which of a folder's jars are used: of each name the newest version. Depends on nothing but the jars.
 *
 * @param used by symbolic name
 * @param passedOver why each of the others is not used
 */
record Selection(Map<String, PrivateJar> used, Map<PrivateJar, String> passedOver) {
    static Selection of(Collection<PrivateJar> jars) {
        Map<String, List<PrivateJar>> byName = new TreeMap<>();
        jars.forEach(jar -> byName.computeIfAbsent(jar.jar().symbolicName(), _ -> new ArrayList<>()).add(jar));
        Map<String, PrivateJar> used = new TreeMap<>();
        Map<PrivateJar, String> passedOver = new LinkedHashMap<>();
        Comparator<PrivateJar> newestFirst = Comparator.<PrivateJar, Version>comparing(
                jar -> Version.parseVersion(jar.jar().version())).reversed().thenComparing(jar -> jar.jar().file());
        byName.forEach((name, same) -> {
            same.sort(newestFirst);
            used.put(name, same.getFirst());
            same.subList(1, same.size()).forEach(jar -> passedOver.put(jar, reason(jar.jar(), same.getFirst().jar())));
        });
        return new Selection(used, passedOver);
    }

    private static String reason(DroppedIn jar, DroppedIn used) {
        String name = "" + used.file().getFileName();
        if (jar.sha256().equals(used.sha256())) {
            return "it is the same jar as " + name + "; remove one of them";
        }
        return jar.version().equals(used.version())
                ? "it has the same name and version as " + name + " (" + used.title() + "), which is used, and other bytes; "
                        + "remove one of them"
                : "it gives way to " + name + ", which has version " + used.version() + "; remove one of them";
    }
}
