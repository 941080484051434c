package dev.nibble.harness.plugin;

import dev.nibble.harness.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The plugin folders that one command has open. Closing closes them all. */
public final class PluginHosts implements AutoCloseable {
    private final Optional<PluginFolders> folders;
    private final List<PluginHost> open = new ArrayList<>();

    /** @param folders empty where Nibble runs without the module that loads jars */
    public PluginHosts(Optional<PluginFolders> folders) {
        this.folders = folders;
    }

    /** Whether folders can be opened at all. */
    public boolean canOpen() {
        return folders.isPresent();
    }

    /**
     * Opens a folder, see {@link PluginFolders#open}.
     *
     * @throws UsageException if Nibble runs without the module that loads jars
     */
    public synchronized PluginHost open(Path folder, Optional<Trust> trust, Consumer<String> remarks) throws IOException {
        PluginHost host = folders.orElseThrow(() -> new UsageException("plugin folders need the module nibble-bundles; "
                        + "start Nibble with its nibble script, or put plugins on the class path"))
                .open(folder, trust, remarks);
        open.add(host);
        return host;
    }

    @Override
    public synchronized void close() {
        open.forEach(PluginHost::close);
        open.clear();
    }
}
