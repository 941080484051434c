package dev.nibble.models.calibrate;

import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.StaticRange;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the metadata says of one layer: the JSON under {@code nibble.layer.NAME}.
 *
 * @param rows how many rows were seen
 * @param channels K
 * @param samples rows of the sample; 0 if there is none
 * @param gram whether there is a Gram matrix
 * @param input range of the input; may be null
 * @param output range of the output; may be null
 */
record LayerRecord(long rows, int channels, long samples, boolean gram, StaticRange input, StaticRange output) {
    private static final JsonMapper JSON = JsonMapper.builder(
                    JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static LayerRecord of(ActivationStats stats) {
        return new LayerRecord(stats.rows(), stats.channels(), stats.samples().map(it -> it.shape().rows()).orElse(0L),
                stats.gram().isPresent(), stats.inputRange().orElse(null), stats.outputRange().orElse(null));
    }

    String toJson() {
        return JSON.writeValueAsString(this);
    }

    /** @throws IllegalArgumentException if the text is no such record */
    static LayerRecord parse(String json) {
        LayerRecord parsed;
        try {
            parsed = JSON.readValue(json, LayerRecord.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
        if (parsed == null || parsed.rows < 1 || parsed.channels < 1 || parsed.samples < 0) {
            throw new IllegalArgumentException("rows and channels must be at least 1, samples at least 0");
        }
        return parsed;
    }
}
