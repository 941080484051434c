package dev.nibble.benchmarks.contender;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Linear;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.ErrorBound;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The right output of a layer in float64, and how far a result may be from it.
 *
 * <p>Copies of a layer have the same rows, turned by some: row r of the copy is row r + turn of the layer. Their right
 * output is this one, turned the same way.
 */
public final class Expected {
    /** How exact a contender promises to be. */
    public enum Accuracy {
        /** Float32 throughout: within the rounding of its sums, see {@link ErrorBound}. */
        FLOAT32,
        /**
         * The activations are rounded to 8 bits in a way of the contender's own. With steps of at most
         * {@code s = 2 max|x| / 255} the rounding is like noise with a variance of {@code s^2 / 12} in each input, so that
         * an output has one of {@code s^2 / 12 |w|^2}; eight standard deviations of that are allowed.
         */
        INT8_ACTIVATIONS
    }

    private static final double DEVIATIONS = 8;
    private static final double INT8_STEPS = 255;

    private final int n;
    private final double[] value;
    private final double[] magnitude;
    private final double[] norm;
    private final double inputRange;
    private final ErrorBound bound;

    private Expected(int n, double[] value, double[] magnitude, double[] norm, double inputRange, ErrorBound bound) {
        this.n = n;
        this.value = value;
        this.magnitude = magnitude;
        this.norm = norm;
        this.inputRange = inputRange;
        this.bound = bound;
    }

    /** Computes on the decoded weights. */
    static Expected of(OpSpec spec, QuantizedTensor weight, Tensor input) {
        int n = Math.toIntExact(spec.weight().rows());
        double[] value = new double[Math.toIntExact(Math.multiplyExact(spec.m(), n))];
        double[] magnitude = new double[value.length];
        Linear linear = new Linear();
        linear.reference(spec, weight, input, value, magnitude);
        return new Expected(n, value, magnitude, norms(weight), range(input), ErrorBound.of(linear.accumulated(spec), false));
    }

    private static double[] norms(QuantizedTensor weight) {
        double[] norms = new double[Math.toIntExact(weight.shape().rows())];
        float[] row = new float[weight.shape().rowLength()];
        for (int r = 0; r < norms.length; r++) {
            weight.format().decodeRow(weight, r, row);
            double squares = 0;
            for (float w : row) {
                squares += (double) w * w;
            }
            norms[r] = Math.sqrt(squares);
        }
        return norms;
    }

    private static double range(Tensor input) {
        double most = 0;
        float[] row = new float[input.shape().rowLength()];
        for (long r = 0; r < input.shape().rows(); r++) {
            input.readRow(r, row);
            for (float x : row) {
                most = Math.max(most, Math.abs(x));
            }
        }
        return 2 * most;
    }

    /**
     * Compares every element.
     *
     * @param output float32, row-major, [m, n]
     * @param m rows of it, at most those of the input
     * @param turn rows by which the contender's copy is turned
     * @return what is wrong; empty if nothing is
     */
    public Optional<String> check(MemorySegment output, int m, long turn, Accuracy accuracy) {
        int wrong = 0;
        double worst = 0;
        String first = "";
        for (int i = 0; i < m; i++) {
            for (int column = 0; column < n; column++) {
                int row = (int) ((column + turn) % n);
                float found = output.get(Layouts.FLOAT, 4L * ((long) i * n + column));
                double allowed = allowed(i * n + row, row, accuracy);
                double ratio = Math.abs(found - value[i * n + row]) / allowed;
                if (!(ratio <= 1)) { // NaN is wrong too
                    wrong++;
                    worst = Math.max(worst, ratio);
                    first = first.isEmpty() ? "output[" + i + ", " + column + "] is " + found + ", expected "
                            + value[i * n + row] + " within " + allowed : first;
                }
            }
        }
        return wrong == 0 ? Optional.empty()
                : Optional.of(wrong + " of " + m * n + " elements are wrong, by up to " + (float) worst
                        + " times the bound; " + first);
    }

    private double allowed(int at, int row, Accuracy accuracy) {
        double exact = bound.at(magnitude[at]);
        return switch (accuracy) {
            case FLOAT32 -> exact;
            case INT8_ACTIVATIONS -> exact + DEVIATIONS * inputRange / INT8_STEPS / Math.sqrt(12) * norm[row];
        };
    }
}
