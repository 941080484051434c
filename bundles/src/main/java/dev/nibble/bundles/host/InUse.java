package dev.nibble.bundles.host;

import dev.nibble.bundles.jar.PrivateJar;
import dev.nibble.harness.plugin.DroppedIn;
import dev.nibble.harness.plugin.PluginEvent;
import dev.nibble.harness.plugin.PluginEvent.Kind;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The loaded jars, and who uses them. A jar that was replaced or removed is unloaded when the last snapshot that has it is
 * closed. Safe for use by many threads.
 */
final class InUse {
    private final ClassLoader classPath;
    private final String options;
    private final Consumer<LoadedJar> unload;
    private final Map<String, Held> current = new TreeMap<>();
    private final List<Held> leaving = new ArrayList<>();
    private List<String> problems = List.of();
    /** Of the current jars; made when it is first asked for. */
    private PluginRegistry registry;

    /**
     * @param classPath where plugins come from that are not dropped in
     * @param options what snapshots say that commands must be given
     * @param unload is told of jars that nobody uses any more
     */
    InUse(ClassLoader classPath, String options, Consumer<LoadedJar> unload) {
        this.classPath = classPath;
        this.options = options;
        this.unload = unload;
    }

    /** A loaded jar and how many snapshots have it. */
    private static final class Held {
        private final LoadedJar loaded;
        private int snapshots;

        Held(LoadedJar loaded) {
            this.loaded = loaded;
        }

        DroppedIn jar() {
            return loaded.jar().jar();
        }
    }

    /** The jar of a name that the next snapshot has. */
    synchronized Optional<LoadedJar> current(String name) {
        return Optional.ofNullable(current.get(name)).map(held -> held.loaded);
    }

    /** Whether a jar is loaded, be it only for runs that began before. */
    synchronized boolean holds(PrivateJar jar) {
        return current.values().stream().anyMatch(held -> held.loaded.jar() == jar)
                || leaving.stream().anyMatch(held -> held.loaded.jar() == jar);
    }

    /**
     * From now on snapshots have these jars.
     *
     * @param problems one line for each jar that is not used
     * @return what changed
     */
    List<PluginEvent> replace(Map<String, LoadedJar> next, List<String> problems) {
        List<PluginEvent> events = new ArrayList<>();
        List<LoadedJar> free = new ArrayList<>();
        synchronized (this) {
            for (Held held : List.copyOf(current.values())) {
                LoadedJar heir = next.get(held.jar().symbolicName());
                if (heir != held.loaded) {
                    current.remove(held.jar().symbolicName());
                    events.add(heir == null ? gone(held.jar()) : came(Kind.UPDATED, heir));
                    if (held.snapshots == 0) {
                        free.add(held.loaded);
                    } else {
                        leaving.add(held);
                    }
                }
            }
            next.forEach((name, loaded) -> {
                if (!current.containsKey(name)) {
                    current.put(name, new Held(loaded));
                    if (events.stream().noneMatch(event -> event.symbolicName().equals(name))) {
                        events.add(came(Kind.APPEARED, loaded));
                    }
                }
            });
            if (!events.isEmpty() || !problems.equals(this.problems)) {
                this.problems = List.copyOf(problems);
                registry = null;
            }
        }
        free.forEach(unload);
        return events;
    }

    private static PluginEvent came(Kind kind, LoadedJar loaded) {
        DroppedIn jar = loaded.jar().jar();
        String names = loaded.plugins().plugins().stream().map(plugin -> plugin.name()).distinct().collect(Collectors.joining(", "));
        return event(kind, jar, jar.title() + (kind == Kind.UPDATED ? " takes over from what was there" : " is there")
                + ", with " + names);
    }

    private static PluginEvent gone(DroppedIn jar) {
        return event(Kind.GONE, jar, jar.title() + " is gone");
    }

    private static PluginEvent event(Kind kind, DroppedIn jar, String text) {
        return new PluginEvent(kind, "" + jar.file().getFileName(), jar.symbolicName(), jar.version(), jar.sha256(),
                jar.file() + ": " + text);
    }

    /** The current jars, loaded until the snapshot is closed. */
    synchronized PluginSnapshot snapshot() {
        if (registry == null) {
            registry = PluginRegistry.load(
                    classPath, current.values().stream().map(held -> held.loaded.plugins()).toList(), problems);
        }
        List<Held> held = List.copyOf(current.values());
        held.forEach(each -> each.snapshots++);
        AtomicBoolean closed = new AtomicBoolean();
        return new PluginSnapshot(registry, held.stream().map(Held::jar).toList(), options, () -> {
            if (closed.compareAndSet(false, true)) {
                release(held);
            }
        });
    }

    private void release(List<Held> held) {
        List<LoadedJar> free = new ArrayList<>();
        synchronized (this) {
            for (Held each : held) {
                each.snapshots--;
                if (each.snapshots == 0 && leaving.remove(each)) {
                    free.add(each.loaded);
                }
            }
        }
        free.forEach(unload);
    }

    /** Lets go of everything; whoever loads jars ends now. */
    synchronized void forget() {
        current.clear();
        leaving.clear();
        registry = null;
    }
}
