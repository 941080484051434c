package dev.nibble.bundles.jar;

/**
 * How large a jar may be.
 *
 * @param bytes the file
 * @param entries in its directory
 * @param unpackedBytes all entries together, counted while they are read, whatever the directory says
 */
public record JarLimits(long bytes, int entries, long unpackedBytes) {
    private static final long MB = 1 << 20;

    /** Room for a plugin with native libraries, and no more. */
    public static JarLimits usual() {
        return new JarLimits(512 * MB, 50_000, 2048 * MB);
    }
}
