package dev.nibble.bundles.command;

import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.ExitCode;
import dev.nibble.harness.command.PluginChoice;
import dev.nibble.harness.plugin.AllPlugins;
import dev.nibble.harness.plugin.DroppedIn;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.terminal.Output;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nibble plugins list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {"List the jars of the plugin folder, what each brings, and what is not used and why.",
            "", "Loads them; 'nibble plugins verify' does not.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  nibble plugins list", "  nibble plugins list --plugins /srv/nibble/plugins --json", "",
            "Exit code 1 if a jar, or a plugin in one, is not used."})
public final class PluginsList implements Callable<Integer> {
    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    /** What {@code --json} shows of one jar. */
    record Listed(String file, String symbolicName, String version, String sha256, List<String> plugins) {
        static Listed of(DroppedIn jar, Registry registry) {
            List<String> names = AllPlugins.of(registry).stream()
                    .filter(plugin -> registry.info(plugin).sha256().equals(jar.sha256()))
                    .map(plugin -> registry.info(plugin).kind() + " " + plugin.name())
                    .distinct()
                    .toList();
            return new Listed(jar.file().toString(), jar.symbolicName(), jar.version(), jar.sha256(), names);
        }
    }

    /** The JSON document. */
    record Document(List<Listed> jars, List<String> problems) {}

    @Override
    public Integer call() throws IOException {
        PluginSnapshot snapshot = plugins.snapshot();
        Registry registry = snapshot.registry();
        List<Listed> jars = snapshot.jars().stream().map(jar -> Listed.of(jar, registry)).toList();
        if (output.json()) {
            output.json(new Document(jars, registry.problems()));
        } else {
            for (Listed jar : jars) {
                output.line(jar.symbolicName() + " " + jar.version() + ", " + jar.file() + ", SHA-256 " + jar.sha256());
                jar.plugins().forEach(name -> output.line("  " + name));
            }
            registry.problems().forEach(problem -> output.line("problem: " + problem));
            output.line(jars.size() + (jars.size() == 1 ? " jar in " : " jars in ") + plugins.folder() + " in use");
        }
        return registry.problems().isEmpty() ? ExitCode.OK : ExitCode.VERDICT_FAILED;
    }
}
