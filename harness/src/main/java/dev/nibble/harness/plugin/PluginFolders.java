package dev.nibble.harness.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Opens folders that plugins are dropped into. */
@FunctionalInterface
public interface PluginFolders {
    /**
     * Takes in the jars that lie in a folder.
     *
     * @param trust which jars may run; if empty, the folder decides: listed ones if it has a {@code plugins.lock}, else any
     * @param remarks takes lines for the user
     * @throws java.nio.file.NoSuchFileException if there is no such folder
     * @throws java.nio.file.NotDirectoryException if it is a file
     * @throws IOException if the folder or the place for private copies cannot be used
     */
    PluginHost open(Path folder, Optional<Trust> trust, Consumer<String> remarks) throws IOException;
}
