package dev.nibble.harness.plugin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The dropped-in jars that a worker gets on its class path, behind Nibble's own.
 *
 * @param jars in the order of the class path
 * @param leftOut jars that would be welcome, but carry other versions of classes that a jar here carries
 * @param conflict why the jars that are needed cannot be on one class path; empty if they can
 */
public record WorkerPath(List<DroppedIn> jars, List<DroppedIn> leftOut, Optional<String> conflict) {
    public WorkerPath {
        jars = List.copyOf(jars);
        leftOut = List.copyOf(leftOut);
    }

    /** A path with all jars that are needed, and those of the welcome ones that get along with them. */
    public static WorkerPath of(Collection<DroppedIn> needed, Collection<DroppedIn> welcome) {
        List<DroppedIn> jars = new ArrayList<>();
        List<DroppedIn> leftOut = new ArrayList<>();
        Optional<String> conflict = Optional.empty();
        for (DroppedIn jar : needed) {
            conflict = conflict.or(() -> clash(jars, jar));
            jars.add(jar);
        }
        for (DroppedIn jar : welcome) {
            if (!jars.contains(jar)) {
                (clash(jars, jar).isEmpty() ? jars : leftOut).add(jar);
            }
        }
        return new WorkerPath(jars, leftOut, conflict);
    }

    private static Optional<String> clash(List<DroppedIn> jars, DroppedIn jar) {
        return jars.stream()
                .flatMap(other -> other.clash(jar).stream().map(name -> other.title() + " and " + jar.title()
                        + " carry different versions of " + name + ", and this cell needs both in one worker; build them "
                        + "against the same version, or rename the library's package in one of them"))
                .findFirst();
    }

    public List<Path> classPath() {
        return jars.stream().flatMap(jar -> jar.classPath().stream()).toList();
    }

    /** What a trace tells of these jars. */
    public Map<String, String> facts() {
        Map<String, String> facts = new TreeMap<>();
        jars.forEach(jar -> facts.put("bundle." + jar.symbolicName(), jar.version() + " " + jar.sha256()));
        leftOut.forEach(jar -> facts.put("bundle." + jar.symbolicName(), jar.version() + " " + jar.sha256()
                + " (not in the worker: carries other versions of classes that are)"));
        return facts;
    }
}
