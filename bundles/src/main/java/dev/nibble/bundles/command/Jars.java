package dev.nibble.bundles.command;

import dev.nibble.bundles.host.FolderContent;
import dev.nibble.harness.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds jars of a folder by what users call them. */
final class Jars {
    private Jars() {}

    /** @throws UsageException if nothing goes by one of the names; the message lists what there is */
    static List<FolderContent.Found> named(FolderContent content, List<String> names, Path folder) {
        List<FolderContent.Found> chosen = new ArrayList<>();
        for (String name : names) {
            List<FolderContent.Found> called = content.found().stream()
                    // A path that the shell completed names the file too.
                    .filter(found -> found.isCalled(name) || found.file().equals(Path.of(name)))
                    .toList();
            if (called.isEmpty()) {
                throw new UsageException("no jar in " + folder + " is called '" + name + "'; there "
                        + (content.found().isEmpty() ? "is none" : "are " + content.found().stream()
                                .map(found -> found.file().getFileName() + found.jar()
                                        .map(jar -> " (" + jar.jar().symbolicName() + ")").orElse(""))
                                .collect(Collectors.joining(", "))));
            }
            chosen.addAll(called);
        }
        return chosen.stream().distinct().toList();
    }
}
