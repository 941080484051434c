package dev.nibble.harness.serve;

import dev.nibble.harness.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What a client must know: 256 random bits in a file that only this user can read.
 *
 * @param file with the token in hexadecimal
 * @param text the token
 */
record Token(Path file, String text) implements AutoCloseable {
    private static final String SCHEME = "Bearer ";

    /**
     * Makes a token and writes its file; one that lies there is replaced.
     *
     * @throws IOException if the file cannot be written, or cannot be kept private
     */
    static Token create(Path file) throws IOException {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String text = HexFormat.of().formatHex(random);
        Path folder = file.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
            WholeFile.writeSecret(file, text + "\n");
        } catch (UnsupportedOperationException e) {
            throw new IOException("the file system of " + folder + " cannot keep the token from other users; --token-file takes "
                    + "another place", e);
        }
        return new Token(file, text);
    }

    /** Whether the value of an {@code Authorization} header has the token. Takes the same time whatever differs. */
    boolean isIn(String header) {
        return header != null && header.startsWith(SCHEME) && MessageDigest.isEqual(
                header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /** Removes the file. */
    @Override
    public void close() throws IOException {
        // Another server with the same file may have written its own since.
        if (Files.exists(file) && Files.readString(file).strip().equals(text)) {
            Files.delete(file);
        }
    }
}
