package dev.nibble.runtime.registry;

import dev.nibble.api.plugin.Lint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What lints find, by origin, each looked at when it is first asked for. */
final class Linting {
    private final List<Lint> lints;
    private final Map<Origin, Path> copies = new HashMap<>();
    private final Map<Origin, List<Lint.Finding>> found = new ConcurrentHashMap<>();

    /** Of these jars the bytes that were loaded are looked at, whatever their files hold by now. */
    Linting(List<Lint> lints, List<JarPlugins> jars) {
        this.lints = List.copyOf(lints);
        jars.forEach(jar -> copies.put(jar.origin(), jar.bytes()));
    }

    List<Lint.Finding> of(Origin origin) {
        return lints.isEmpty() || origin.path().isEmpty() ? List.of()
                : found.computeIfAbsent(origin, it -> check(copies.getOrDefault(it, it.path().get())));
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
