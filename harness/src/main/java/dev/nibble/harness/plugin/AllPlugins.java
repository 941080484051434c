package dev.nibble.harness.plugin;

import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.Registry;
import java.util.List;
import java.util.stream.Stream;

/** The plugins of all kinds. */
public final class AllPlugins {
    private AllPlugins() {}

    /** Kind by kind, each in the registry's order. */
    public static List<Plugin> of(Registry registry) {
        return Stream.of(registry.preparations(), registry.quantizers(), registry.refiners(),
                        registry.activationQuantizers(), registry.formatProviders(), registry.ops(), registry.kernels(), registry.deviceProviders(), registry.exporters(), registry.lints())
                .flatMap(List::stream)
                .map(Plugin.class::cast)
                .toList();
    }
}
