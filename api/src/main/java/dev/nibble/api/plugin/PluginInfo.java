package dev.nibble.api.plugin;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Where a plugin came from: what is written beside every result that it had a part in. Of a pipeline, version, origin and
 * digest are those of its stages in order, with {@code " | "} between them as between the stages.
 *
 * @param kind the SPI it implements, for example {@code quantizer}
 * @param name its name
 * @param version its version
 * @param origin the jar or folder it was loaded from
 * @param sha256 digest of that jar in lower-case hex; for a folder, of its files' names and bytes in sorted order
 */
public record PluginInfo(String kind, String name, String version, String origin, String sha256) {
    /** The first twelve digits of each digest, enough to tell builds apart by eye. */
    public String shortDigest() {
        return Arrays.stream(sha256.split(" \\| ", -1))
                .map(digest -> digest.substring(0, Math.min(12, digest.length())))
                .collect(Collectors.joining(" | "));
    }
}
