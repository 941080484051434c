package dev.nibble.harness.plugin;

import dev.nibble.runtime.registry.PluginRegistry;
import java.util.List;

/**
 * The plugins of one run. Jars that come or go meanwhile change nothing here; a jar stays loaded until the last
 * snapshot that has it is closed.
 *
 * @param registry the plugins of the class path and of the jars
 * @param jars the jars of the plugin folder, sorted by symbolic name
 * @param options what a command must be given to have plugins from the same place, with a blank before each option; empty if
 *     it needs none
 * @param release what closing does
 */
public record PluginSnapshot(PluginRegistry registry, List<DroppedIn> jars, String options, Runnable release) implements AutoCloseable {
    public PluginSnapshot {
        jars = List.copyOf(jars);
    }

    /** The plugins of the class path alone. */
    public static PluginSnapshot ofClassPath() {
        return new PluginSnapshot(
                PluginRegistry.load(Thread.currentThread().getContextClassLoader()), List.of(), "", () -> { });
    }

    @Override
    public void close() {
        release.run();
    }
}
