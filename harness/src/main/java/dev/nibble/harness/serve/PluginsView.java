package dev.nibble.harness.serve;

import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.PluginInfo;
import dev.nibble.harness.plugin.AllPlugins;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.List;

/**
 * The plugins that the next run would have.
 *
 * @param plugins all of them, by kind
 * @param jars those of the plugin folder
 * @param problems what could not be loaded, one sentence each
 */
record PluginsView(List<PluginView> plugins, List<JarView> jars, List<String> problems) {
    /** One plugin. */
    record PluginView(String kind, String name, String version, String origin, String sha256, String description) {
        static PluginView of(PluginInfo info, Plugin plugin) {
            return new PluginView(info.kind(), info.name(), info.version(), info.origin(), info.sha256(), plugin.description());
        }
    }

    /** One jar of the plugin folder. */
    record JarView(String file, String symbolicName, String version, String sha256) {}

    static PluginsView of(PluginSnapshot snapshot) {
        PluginRegistry registry = snapshot.registry();
        List<PluginView> plugins = AllPlugins.of(registry).stream()
                .map(plugin -> PluginView.of(registry.info(plugin), plugin))
                .toList();
        List<JarView> jars = snapshot.jars().stream()
                .map(jar -> new JarView(jar.file().getFileName().toString(), jar.symbolicName(), jar.version(), jar.sha256()))
                .toList();
        return new PluginsView(plugins, jars, registry.problems());
    }
}
