package dev.nibble.harness.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A jar of a plugin folder that is in use.
 *
 * @param file where the user put it
 * @param symbolicName the plugin's name, unique among those in use
 * @param version the plugin's version
 * @param sha256 digest of the bytes in use, lower-case hex
 * @param classPath what a JVM needs to load it: a private copy that stays as it is, and the libraries that it carries
 * @param classes checksum of each class on that class path, by the path of its file
 */
public record DroppedIn(
        Path file, String symbolicName, String version, String sha256, List<Path> classPath, Map<String, Long> classes) {
    public DroppedIn {
        classPath = List.copyOf(classPath);
        classes = Map.copyOf(classes);
    }

    /** A class that both have and that is not the same in both: the two cannot share a flat class path. */
    public Optional<String> clash(DroppedIn other) {
        if (other.classes.size() < classes.size()) {
            return other.clash(this);
        }
        return classes.entrySet().stream()
                .filter(entry -> other.classes.containsKey(entry.getKey()))
                .filter(entry -> !entry.getValue().equals(other.classes.get(entry.getKey())))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
    }

    /** Name and version, for people. */
    public String title() {
        return symbolicName + " " + version;
    }
}
