package dev.nibble.harness.plugin;

import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.PluginInfo;
import dev.nibble.api.plugin.Registry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The plugin whose code a thread is in.
 *
 * @param plugin kind, name and origin, for people
 * @param frame the line of its code
 */
public record PluginPlace(String plugin, StackTraceElement frame) {
    /** Where a thread is: the innermost plugin, whoever it calls. Empty if it is in no plugin's code. */
    public static Optional<PluginPlace> of(Thread thread, Registry registry) {
        List<Plugin> plugins = AllPlugins.of(registry);
        return Arrays.stream(thread.getStackTrace())
                .flatMap(frame -> owner(frame, plugins, registry).map(owner -> new PluginPlace(owner, frame)).stream())
                .findFirst();
    }

    private static Optional<String> owner(StackTraceElement frame, List<Plugin> plugins, Registry registry) {
        return plugins.stream()
                .filter(plugin -> plugin.getClass().getName().equals(frame.getClassName()))
                .findFirst()
                .map(registry::info)
                .map(info -> info.kind() + " " + info.name() + " of " + info.origin())
                // What a plugin inherits, and what it makes: formats of a provider, answers, prepared kernels.
                .or(() -> plugins.stream()
                        .filter(plugin -> outermost(plugin.getClass().getName()).equals(outermost(frame.getClassName())))
                        .findFirst()
                        .map(registry::info)
                        .map(PluginInfo::origin)
                        .map(origin -> "a plugin of " + origin));
    }

    private static String outermost(String type) {
        int nested = type.indexOf('$');
        return nested < 0 ? type : type.substring(0, nested);
    }

    /** For people. */
    @Override
    public String toString() {
        return plugin + ", at " + frame;
    }
}
