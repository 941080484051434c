package dev.nibble.harness.plugin;

import java.util.function.Consumer;

/** Keeps the plugins of one folder loaded. Safe for use by many threads. */
public interface PluginHost extends AutoCloseable {
    /** The plugins that there are now, for one run. Whoever takes it closes it when the run is over. */
    PluginSnapshot snapshot();

    /**
     * Follows the folder from now on. Events come on a thread of the host's, each after its change is in force for the
     * next {@link #snapshot()}.
     *
     * @return ends this listening when it is closed
     */
    Watch watch(Consumer<PluginEvent> listener);

    /** Unloads everything, whatever still holds a snapshot. */
    @Override
    void close();

    /** A listener that listens. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
