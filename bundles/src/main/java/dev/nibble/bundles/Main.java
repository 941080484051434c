package dev.nibble.bundles;

import dev.nibble.bundles.command.PluginsAdd;
import dev.nibble.bundles.command.PluginsList;
import dev.nibble.bundles.command.PluginsRemove;
import dev.nibble.bundles.command.PluginsTrust;
import dev.nibble.bundles.command.PluginsVerify;
import dev.nibble.bundles.host.OsgiFolders;
import dev.nibble.harness.Nibble;
import dev.nibble.harness.plugin.PluginFolders;
import java.util.Optional;
import picocli.CommandLine;

/** The {@code nibble} command with plugin folders. */
public final class Main {
    private Main() {}

    /** Starts the command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine(OsgiFolders.usual()).execute(arguments));
    }

    /** The whole command line, ready to execute; for tests too. */
    public static CommandLine commandLine(PluginFolders folders) {
        return Nibble.commandLine(Optional.of(folders), Main::addCommands);
    }

    private static void addCommands(CommandLine line) {
        line.getSubcommands().get("plugins")
                .addSubcommand(new PluginsList())
                .addSubcommand(new PluginsAdd())
                .addSubcommand(new PluginsRemove())
                .addSubcommand(new PluginsVerify())
                .addSubcommand(new PluginsTrust());
    }
}
