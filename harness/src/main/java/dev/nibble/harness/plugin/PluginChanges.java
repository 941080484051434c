package dev.nibble.harness.plugin;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells the user what happens in a plugin folder, and lets a command wait for it. */
public final class PluginChanges implements AutoCloseable {
    /** Who updates several jars does so within that time. */
    private static final Duration QUIET = Duration.ofMillis(300);

    private final BlockingQueue<PluginEvent> events = new LinkedBlockingQueue<>();
    private final PluginHost.Watch watch;

    /** @param remarks takes a line for each event, on a thread of the host's */
    public PluginChanges(PluginHost host, Consumer<String> remarks) {
        watch = host.watch(event -> {
            remarks.accept(event.text());
            if (event.kind() != PluginEvent.Kind.REFUSED) {
                events.add(event);
            }
        });
    }

    /** Returns when plugins have come or gone since this was last called, and no more do. */
    public void await() throws InterruptedException {
        PluginEvent event = events.take();
        while (event != null) {
            event = events.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
