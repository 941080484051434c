package dev.nibble.runtime.oracle;

import dev.nibble.api.format.Component;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Fill;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Quantized weights for tests. */
public final class TestWeights {
    private TestWeights() {}

    /** Weights of that kind, quantized by the format's own encode. */
    public static QuantizedTensor of(Format format, Shape shape, Fill fill, long seed) {
        return format.encode(dense(shape, fill, seed));
    }

    /** Float32 weights of that kind. */
    public static Tensor dense(Shape shape, Fill fill, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        Tensor weights = Tensor.allocate(ElementType.F32, shape);
        float[] row = new float[shape.rowLength()];
        for (long r = 0; r < shape.rows(); r++) {
            fill.fill(row, row.length, random);
            weights.writeRow(r, row);
        }
        return weights;
    }

    /**
     * The same parameters with other codes.
     *
     * @return empty if the format has no component {@code codes} of an unsigned integer type, or codes of that kind stand
     *     for values that are not finite
     */
    public static Optional<QuantizedTensor> with(Codes codes, QuantizedTensor weights, long seed) {
        if (codes == Codes.ENCODED) {
            return Optional.of(weights);
        }
        Optional<Component> component = weights.format().components().stream()
                .filter(c -> c.name().equals("codes") && c.type().isInteger() && c.type().bits() <= 8)
                .findFirst();
        if (component.isEmpty()) {
            return Optional.empty();
        }
        Tensor other = weights.component("codes").copy();
        RandomGenerator random = new SplittableRandom(seed);
        byte[] row = new byte[other.shape().rowLength()];
        for (long r = 0; r < other.shape().rows(); r++) {
            if (codes == Codes.ALL_MAX) {
                Arrays.fill(row, (byte) -1);
            } else {
                random.nextBytes(row);
            }
            other.writeCodes(r, row);
        }
        Map<String, Tensor> components = new LinkedHashMap<>(weights.components());
        components.put("codes", other);
        QuantizedTensor changed = QuantizedTensor.of(weights.format(), weights.shape(), components, weights.provenance());
        return isFinite(changed) ? Optional.of(changed) : Optional.empty();
    }

    private static boolean isFinite(QuantizedTensor weights) {
        float[] row = new float[weights.shape().rowLength()];
        for (long r = 0; r < weights.shape().rows(); r++) {
            weights.format().decodeRow(weights, r, row);
            for (float value : row) {
                if (!Float.isFinite(value)) {
                    return false;
                }
            }
        }
        return true;
    }
}
