package dev.nibble.api.format;

import java.util.Map;
import java.util.TreeMap;

/**
 * Who made a quantized tensor. Saved with it; the format alone is enough to decode it without that plugin.
 *
 * @param quantizer the quantizer's name, or the whole text of a pipeline, such as {@code awq | hqq}
 * @param version its version; of a pipeline, those of all stages in order with {@code " | "} between them
 * @param settings all its options with the values used, and the seed; of a pipeline, by {@code stage.option}
 * @param pluginDigest SHA-256 of the jar it came from, lower-case hex; empty if unknown; of a pipeline as the version
 */
public record Provenance(String quantizer, String version, Map<String, String> settings, String pluginDigest) {
    /** Made by the format's own {@link Format#encode}, without a quantizer. */
    public static final Provenance NONE = new Provenance("", "", Map.of(), "");

    public Provenance {
        settings = java.util.Collections.unmodifiableMap(new TreeMap<>(settings));
    }
}
