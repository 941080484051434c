package dev.nibble.models.quantized;

import dev.nibble.api.format.Component;
import dev.nibble.api.format.Provenance;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Activation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the metadata says of one quantized tensor: the JSON under {@code nibble.tensor.NAME}.
 *
 * @param format the format's text
 * @param shape the logical shape
 * @param components type and shape by component name, in the format's order
 * @param provenance who made it
 * @param decoded checksum of what the weight means ({@link DecodedChecksum}): a format that has come to mean something else
 *     since, and bytes that were changed, are found by it
 * @param transform what becomes of the layer's input: {@link #NO_TRANSFORM} or {@link #INPUT_SCALE}
 * @param activation text of the {@link Activation} by which the input is quantized then
 */
record TensorRecord(
        String format, long[] shape, Map<String, ComponentRecord> components, Provenance provenance, String decoded,
        String transform, String activation) {
    static final String NO_TRANSFORM = "none";
    static final String INPUT_SCALE = "input-scale";

    private static final JsonMapper JSON = JsonMapper.builder(
                    JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * @param type name of the element type; codes of fewer than eight bits too, though they are stored as bytes
     * @param shape in elements of that type
     */
    record ComponentRecord(String type, long[] shape) {}

    static TensorRecord of(QuantizedWeight weight) {
        QuantizedTensor tensor = weight.tensor();
        Map<String, ComponentRecord> components = new LinkedHashMap<>();
        for (Component component : tensor.format().components()) {
            components.put(component.name(),
                    new ComponentRecord(component.type().name(), component.shapeFor(tensor.shape()).toArray()));
        }
        String transform = weight.transform().isPresent() ? INPUT_SCALE : NO_TRANSFORM;
        return new TensorRecord(tensor.format().text(), tensor.shape().toArray(), components, tensor.provenance(),
                DecodedChecksum.of(weight), transform, weight.activation().toString());
    }

    String toJson() {
        return JSON.writeValueAsString(this);
    }

    /** @throws IllegalArgumentException if the text is no such record; the message says what is wrong */
    static TensorRecord parse(String json) {
        TensorRecord parsed;
        try {
            parsed = JSON.readValue(json, TensorRecord.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
        if (parsed == null || parsed.hasGaps()) {
            throw new IllegalArgumentException("it lacks one of format, shape, components, provenance, decoded, transform"
                    + " and activation, or a part of one");
        }
        if (!List.of(NO_TRANSFORM, INPUT_SCALE).contains(parsed.transform)) {
            throw new IllegalArgumentException("there is no transform '" + parsed.transform + "'");
        }
        return parsed;
    }

    private boolean hasGaps() {
        return format == null || shape == null || components == null || provenance == null || decoded == null || transform == null
                || activation == null || components.values().stream().anyMatch(it -> it == null || it.type == null || it.shape == null)
                || provenance.quantizer() == null || provenance.version() == null || provenance.pluginDigest() == null
                || provenance.settings().containsValue(null);
    }
}
