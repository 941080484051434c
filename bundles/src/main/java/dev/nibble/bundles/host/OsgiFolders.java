package dev.nibble.bundles.host;

import dev.nibble.api.plugin.CacheFolder;
import dev.nibble.bundles.trust.FolderTrust;
import dev.nibble.bundles.trust.SeenJars;
import dev.nibble.harness.plugin.PluginFolders;
import dev.nibble.harness.plugin.PluginHost;
import dev.nibble.harness.plugin.Trust;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Opens plugin folders with an OSGi framework behind each.
 *
 * @param limits how patient hosts are
 * @param seen the file with the digests of jars that the user was told about
 */
public record OsgiFolders(HostLimits limits, Path seen) implements PluginFolders {
    private static final Duration SETTLE_INTERVAL = Duration.ofMillis(200);

    /** For users. */
    public static OsgiFolders usual() {
        return new OsgiFolders(HostLimits.usual(), CacheFolder.path().resolve("plugins.seen"));
    }

    @Override
    public PluginHost open(Path folder, Optional<Trust> trust, Consumer<String> remarks) throws IOException {
        if (!Files.exists(folder)) {
            throw new NoSuchFileException(folder.toString());
        }
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        // Readable by its owner only, as Java makes temporary folders.
        Path place = Files.createTempDirectory("nibble-plugins-");
        FolderTrust rules = new FolderTrust(folder, trust, new SeenJars(seen));
        FolderHost host = new FolderHost(place, rules, limits, remarks);
        boolean settled = false;
        try {
            host.settle(SETTLE_INTERVAL);
            settled = true;
            return host;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while plugins of " + folder + " were loaded");
        } finally {
            if (!settled) {
                host.close();
            }
        }
    }
}
