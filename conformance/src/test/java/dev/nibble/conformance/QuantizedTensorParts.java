package dev.nibble.conformance;

import dev.nibble.api.format.Provenance;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntBinaryOperator;

/** Quantized tensors with some of their numbers changed. */
final class QuantizedTensorParts {
    private QuantizedTensorParts() {}

    /** With codes that are a function of the codes and their places. */
    static QuantizedTensor codes(QuantizedTensor tensor, IntBinaryOperator code) {
        Tensor codes = tensor.component("codes").copy();
        int cols = codes.shape().rowLength();
        for (int i = 0; i < codes.shape().elements(); i++) {
            codes.setCode(i / cols, i % cols, code.applyAsInt(codes.getCode(i / cols, i % cols), i));
        }
        return with(tensor, "codes", codes);
    }

    /** With another first scale. */
    static QuantizedTensor scale(QuantizedTensor tensor, float value) {
        Tensor scale = tensor.component("scale").copy();
        scale.setFloat(0, 0, value);
        return with(tensor, "scale", scale);
    }

    private static QuantizedTensor with(QuantizedTensor tensor, String name, Tensor component) {
        Map<String, Tensor> components = new HashMap<>(tensor.components());
        components.put(name, component);
        return QuantizedTensor.of(tensor.format(), tensor.shape(), components, Provenance.NONE);
    }

    static Tensor firstRow(Tensor weights) {
        float[] row = new float[weights.shape().rowLength()];
        weights.readRow(0, row);
        return Tensor.of(Shape.of(1, row.length), row);
    }
}
