package dev.nibble.harness.plugin;

import dev.nibble.harness.terminal.ShellWord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Opens folders that plugins are dropped into. */
@FunctionalInterface
public interface PluginFolders {
    /** Where jars are looked for if nothing is said, in the working directory. */
    Path USUAL = Path.of("plugins");

    /** What a command must be given to have a folder's plugins, see {@link PluginSnapshot#options()}. */
    static String options(Path folder, Optional<Trust> trust) {
        return (folder.equals(USUAL) ? "" : " --plugins " + ShellWord.of(folder.toString()))
                + trust.map(policy -> " --trust " + policy.name().toLowerCase(Locale.ROOT)).orElse("");
    }

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
