package dev.nibble.runtime.registry;

import dev.nibble.api.plugin.Lint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What lints find, by origin, each looked at when it is first asked for. */
final class Linting {
    private final List<Lint> lints;
    private final Map<Origin, List<Lint.Finding>> found = new ConcurrentHashMap<>();

    Linting(List<Lint> lints) {
        this.lints = List.copyOf(lints);
    }

    List<Lint.Finding> of(Origin origin) {
        return lints.isEmpty() || origin.path().isEmpty() ? List.of()
                : found.computeIfAbsent(origin, it -> check(it.path().get()));
    }

    private List<Lint.Finding> check(Path path) {
        try {
            Map<String, byte[]> classes = ClassFiles.read(path);
            return lints.stream().flatMap(lint -> lint.check(classes).stream()).toList();
        } catch (IOException e) {
            return List.of(new Lint.Finding(path.toString(), "it cannot be read (" + e.getMessage() + ")",
                    "look at the file and its permissions"));
        }
    }
}
