package dev.nibble.runtime.testing;

import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.Registry;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.ArrayList;
import java.util.List;

/** Registries for tests: everything built in, and some plugins more. */
public final class Plugins {
    private Plugins() {}

    public static Registry with(Plugin... more) {
        Registry builtIn = PluginRegistry.load(Plugins.class.getClassLoader());
        List<Plugin> all = new ArrayList<>(List.of(more));
        all.addAll(builtIn.ops());
        all.addAll(builtIn.formatProviders());
        all.add(new FourParts.Provider());
        return PluginRegistry.of(all);
    }
}
