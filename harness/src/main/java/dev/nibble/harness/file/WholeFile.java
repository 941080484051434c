package dev.nibble.harness.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.UUID;

/**
 * Writes files that are there whole or not at all: beside their place under another name, and then moved. Whoever reads the
 * file meanwhile has the old one. Not {@link Files#createTempFile}, which would give a finished file to its owner alone: who may
 * read it says the user's umask, as with any file.
 */
public final class WholeFile {
    private WholeFile() {}

    /** Writes text as UTF-8. The folder must be there; a file that lies there is replaced. */
    public static void write(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes bytes. The folder must be there; a file that lies there is replaced. */
    public static void write(Path file, byte[] bytes) throws IOException {
        write(file, out -> out.write(bytes));
    }

    /** Copies a file's bytes, and nothing else of it. */
    public static void copy(Path from, Path file) throws IOException {
        write(file, out -> Files.copy(from, out));
    }

    /**
     * Writes text that nobody but its owner can read, from the first moment on.
     *
     * @throws UnsupportedOperationException if the file system knows no owners
     */
    public static void writeSecret(Path file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(file, out -> out.write(bytes), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Puts something into a file. */
    @FunctionalInterface
    private interface Content {
        void to(OutputStream out) throws IOException;
    }

    private static void write(Path file, Content content, FileAttribute<?>... attributes) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(
                    temporary, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes))) {
                content.to(out);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
