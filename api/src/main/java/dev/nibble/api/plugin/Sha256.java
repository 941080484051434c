package dev.nibble.api.plugin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, by which jars, sources, binaries and requests are told apart. As text it is 64 lower-case hex digits. */
public final class Sha256 {
    private Sha256() {}

    /** The digest of those bytes. */
    public static String of(byte[] bytes) {
        return hex(start().digest(bytes));
    }

    /** The digest of a text in UTF-8. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A digest of nothing yet, for what comes in parts. */
    public static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256, but this one says: " + e.getMessage(), e);
        }
    }

    /** The text of a digest that is done, as {@link MessageDigest#digest()} gives it. */
    public static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
