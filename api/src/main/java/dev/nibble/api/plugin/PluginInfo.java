package dev.nibble.api.plugin;

/**
 * Where a plugin came from: what is written beside every result that it had a part in.
 *
 * @param kind the SPI it implements, for example {@code quantizer}
 * @param name its name
 * @param version its version
 * @param origin the jar or folder it was loaded from
 * @param sha256 digest of that jar in lower-case hex; for a folder, of its files' names and bytes in sorted order
 */
public record PluginInfo(String kind, String name, String version, String origin, String sha256) {
    /** The first twelve digits of the digest, enough to tell builds apart by eye. */
    public String shortDigest() {
        return sha256.substring(0, Math.min(12, sha256.length()));
    }
}
