package dev.nibble.harness.command;

import dev.nibble.harness.plugin.PluginFolders;
import dev.nibble.harness.plugin.PluginHost;
import dev.nibble.harness.plugin.PluginHosts;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.plugin.Trust;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which plugins a command works with: those of the class path, and those of a plugin folder. A picocli mixin. */
public final class PluginChoice {
    private final PluginHosts hosts;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--plugins", paramLabel = "DIR", description = "Folder with plugin jars (default: plugins, if there is one).")
    private Path folder;

    @Option(names = "--trust", paramLabel = "POLICY", description = "Which of these jars may run: any, listed (in the "
            + "folder's plugins.lock) or signed (by a certificate of its plugins.signers). Default: listed if there is a "
            + "plugins.lock, else any.")
    private Trust trust;

    /** @param hosts opens the folder and closes it when the command is over */
    PluginChoice(PluginHosts hosts) {
        this.hosts = hosts;
    }

    /** The folder that was asked for, or the usual one; there may be none. */
    public Path folder() {
        return folder == null ? PluginFolders.USUAL : folder;
    }

    /** The policy that was asked for. */
    public Optional<Trust> trust() {
        return Optional.ofNullable(trust);
    }

    /**
     * The plugins for one run.
     *
     * @throws java.nio.file.NoSuchFileException if a folder was asked for that does not exist
     */
    public PluginSnapshot snapshot() throws IOException {
        Optional<PluginHost> host = host(Optional.empty());
        return host.isPresent() ? host.get().snapshot() : PluginSnapshot.ofClassPath();
    }

    /**
     * Who keeps the folder's plugins loaded; empty if no folder was asked for and there is none by the usual name.
     *
     * @param byDefault the policy if none was asked for; empty for the folder's own
     */
    public Optional<PluginHost> host(Optional<Trust> byDefault) throws IOException {
        PrintWriter remarks = spec.commandLine().getErr();
        if (folder == null && !Files.isDirectory(PluginFolders.USUAL)) {
            return Optional.empty();
        }
        if (folder == null && !hosts.canOpen()) {
            remarks.println("the folder " + PluginFolders.USUAL + " is not looked at: this Nibble runs without nibble-bundles");
            return Optional.empty();
        }
        return Optional.of(hosts.open(folder(), trust().or(() -> byDefault), line -> {
            remarks.println(line);
            remarks.flush();
        }));
    }
}
