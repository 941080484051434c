package dev.nibble.harness.plugin;

import dev.nibble.api.plugin.Registry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** For a command that asks plugins: if it is interrupted because one never answers, its last line says which. */
public final class UnansweredNotice implements AutoCloseable {
    /** A question takes far less. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Thread atEnd;

    private UnansweredNotice(Thread atEnd) {
        this.atEnd = atEnd;
    }

    /** From now on, for the calling thread. */
    public static UnansweredNotice of(Registry registry, Consumer<String> remarks) {
        Thread command = Thread.currentThread();
        Thread atEnd = new Thread(() -> tell(command, registry, remarks));
        try {
            Runtime.getRuntime().addShutdownHook(atEnd);
        } catch (IllegalStateException _) {
            // The JVM is ending; nothing has been asked yet.
            return new UnansweredNotice(atEnd);
        }
        return new UnansweredNotice(atEnd);
    }

    private static void tell(Thread command, Registry registry, Consumer<String> remarks) {
        Optional<PluginPlace> before = PluginPlace.of(command, registry);
        if (before.isEmpty()) {
            return;
        }
        try {
            Thread.sleep(PATIENCE);
        } catch (InterruptedException _) {
            // Hooks are interrupted by nobody; if so, there is no time left.
            return;
        }
        PluginPlace.of(command, registry)
                .filter(now -> now.plugin().equals(before.get().plugin()))
                .ifPresent(now -> remarks.accept("nibble: ended while " + now.plugin() + " was asked and did not answer (at "
                        + now.frame() + ")"));
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException _) {
            // It is running, and ends by itself.
            return;
        }
    }
}
