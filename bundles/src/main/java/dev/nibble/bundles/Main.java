package dev.nibble.bundles;

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
        return Nibble.commandLine(Optional.of(folders));
    }
}
