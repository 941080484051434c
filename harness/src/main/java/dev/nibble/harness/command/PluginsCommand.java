package dev.nibble.harness.command;

import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.PluginInfo;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.quantizer.Stage;
import dev.nibble.harness.plugin.AllPlugins;
import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.terminal.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nibble plugins}: what was found on the class path, and what could not be loaded. */
@Command(
        name = "plugins",
        mixinStandardHelpOptions = true,
        description = {"List all plugins by kind; for one name, its options too.",
            "", "Each with version, digest of its jar, jar and description; and what could not be loaded, with the cause.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  nibble plugins", "  nibble plugins hqq           the options that 'quantize --set' takes",
            "  nibble plugins --json"})
public final class PluginsCommand implements Callable<Integer> {
    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "Show only plugins of this name or kind.")
    private String name;

    /** What {@code --json} shows of one plugin. */
    record PluginView(
            String kind,
            String name,
            String version,
            String origin,
            String sha256,
            String description,
            List<Option> options) {
        static PluginView of(Registry registry, Plugin plugin) {
            PluginInfo info = registry.info(plugin);
            return new PluginView(
                    info.kind(),
                    info.name(),
                    info.version(),
                    info.origin(),
                    info.sha256(),
                    plugin.description(),
                    plugin instanceof Stage stage ? stage.options() : List.of());
        }

        String jar() {
            Path file = Path.of(origin).getFileName();
            return file == null ? origin : file.toString();
        }

        String shortDigest() {
            return sha256.substring(0, Math.min(12, sha256.length()));
        }
    }

    /** The JSON document. */
    record Document(List<PluginView> plugins, List<String> problems) {}

    @Override
    public Integer call() throws IOException {
        Registry registry = plugins.snapshot().registry();
        List<PluginView> all = views(registry);
        List<PluginView> shown = name == null
                ? all
                : all.stream().filter(view -> view.name().equals(name) || view.kind().equals(name)).toList();
        if (shown.isEmpty() && name != null) {
            throw new NoSuchPluginException("no plugin is called '" + name + "'; there are "
                    + all.stream().map(PluginView::name).distinct().collect(Collectors.joining(", ")));
        }
        if (output.json()) {
            output.json(new Document(shown, registry.problems()));
            return 0;
        }
        String kind = "";
        for (PluginView view : shown) {
            if (!kind.equals(view.kind())) {
                output.out().println((kind.isEmpty() ? "" : System.lineSeparator()) + view.kind());
                kind = view.kind();
            }
            print(view);
        }
        registry.problems().forEach(problem -> output.out().println("problem: " + problem));
        return 0;
    }

    private static List<PluginView> views(Registry registry) {
        return AllPlugins.of(registry).stream().map(plugin -> PluginView.of(registry, plugin)).toList();
    }

    private void print(PluginView view) {
        PrintWriter out = output.out();
        out.println(Amounts.format("  %-26s %s  %s  %s", view.name(), view.version(), view.shortDigest(), view.jar()));
        Table.plain("      ", 1).row(view.description()).print(out);
        if (name == null && !view.options().isEmpty()) {
            Table.plain("      ", 1)
                    .row("options: " + view.options().stream().map(Option::name).collect(Collectors.joining(", ")))
                    .print(out);
        } else if (!view.options().isEmpty()) {
            Table options = new Table("  --set", "DEFAULT", "WHAT");
            for (Option option : view.options()) {
                options.row("  " + option.name() + "=" + values(option), option.defaultValue(), option.description());
            }
            out.println();
            options.print(out);
        }
    }

    private static String values(Option option) {
        return option.choices().isEmpty()
                ? option.kind().name().toLowerCase(java.util.Locale.ROOT)
                : String.join("|", option.choices());
    }
}
