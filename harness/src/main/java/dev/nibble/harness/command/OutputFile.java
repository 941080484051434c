package dev.nibble.harness.command;

import dev.nibble.harness.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What must hold of a file that a command is to write, asked before the work begins. */
final class OutputFile {
    private OutputFile() {}

    /** @throws UsageException if the file exists and must not be replaced, or can never be written */
    static void requireFree(Path target, boolean force) {
        if (Files.isDirectory(target)) {
            throw new UsageException(target + " is a folder; -o takes the file to write");
        }
        if (Files.exists(target) && !force) {
            throw new UsageException(target + " exists; --force replaces it");
        }
        Path folder = target.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new UsageException("the folder " + folder + " of the output does not exist; create it first");
        }
    }

    /** @throws UsageException if both are the same file */
    static void requireOther(Path target, Path input) {
        try {
            if (Files.exists(target) && Files.isSameFile(target, input)) {
                throw new UsageException("the output " + target + " is the input itself; give it another name");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
