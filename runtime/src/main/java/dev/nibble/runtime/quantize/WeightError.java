package dev.nibble.runtime.quantize;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * How far quantized weights D are from the original weights W, in float64.
 *
 * @param relative Frobenius norm of W - D over that of W; 0 if both are zero, infinite if only W is
 * @param meanAbs mean of |W - D|
 * @param maxAbs largest |W - D|
 */
public record WeightError(double relative, double meanAbs, double maxAbs) {
    /**
     * Compares a tensor with its quantized form.
     *
     * @throws IllegalArgumentException if their shapes differ
     */
    public static WeightError between(Tensor weights, QuantizedTensor quantized) {
        return between(weights, quantized, Optional.empty());
    }

    /**
     * Compares a tensor with its quantized form for inputs as they are: D is the decoded weight after the transform of its
     * input, which for a scale is each column times its factor.
     *
     * @throws IllegalArgumentException if their shapes differ
     */
    public static WeightError between(Tensor weights, QuantizedTensor quantized, Optional<Transform> transform) {
        if (!weights.shape().equals(quantized.shape())) {
            throw new IllegalArgumentException("weights " + weights + " and their quantized form " + quantized
                    + " differ in shape");
        }
        int cols = weights.shape().rowLength();
        double[] factors = new double[cols];
        Arrays.fill(factors, 1);
        transform.ifPresent(it -> it.apply(factors));
        float[] w = new float[cols];
        float[] d = new float[cols];
        double squares = 0;
        double squaredError = 0;
        double absolute = 0;
        double max = 0;
        for (long r = 0; r < weights.shape().rows(); r++) {
            weights.readRow(r, w);
            quantized.format().decodeRow(quantized, r, d);
            for (int c = 0; c < cols; c++) {
                double error = Math.abs(w[c] - factors[c] * d[c]);
                squares += (double) w[c] * w[c];
                squaredError += error * error;
                absolute += error;
                max = Math.max(max, error);
            }
        }
        double relative = squaredError == 0 ? 0 : Math.sqrt(squaredError / squares);
        return new WeightError(relative, absolute / Math.max(1, weights.shape().elements()), max);
    }
}
