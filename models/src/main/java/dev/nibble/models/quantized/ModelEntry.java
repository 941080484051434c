package dev.nibble.models.quantized;

import dev.nibble.api.format.Provenance;
import dev.nibble.api.op.Activation;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;

/** One tensor of a quantized model file. */
public sealed interface ModelEntry {
    /** The tensor's name in the model. */
    String name();

    /** The logical shape. */
    Shape shape();

    /** Bytes in the file, all components counted. */
    long bytes();

    /**
     * A quantized tensor.
     *
     * @param format the text of its format
     * @param readable whether a plugin on the class path knows that format
     * @param provenance who made it
     * @param transformed whether the layer's input must be transformed
     * @param activation how the layer's input is quantized then
     */
    record Quantized(
            String name, Shape shape, long bytes, String format, boolean readable, Provenance provenance, boolean transformed,
            Activation activation) implements ModelEntry {}

    /**
     * A tensor that was carried along.
     *
     * @param type of its elements
     * @param reason why it was not quantized; empty if the file does not say
     */
    record Plain(String name, Shape shape, long bytes, ElementType type, String reason) implements ModelEntry {}
}
