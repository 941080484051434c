package dev.nibble.models.fold;

import dev.nibble.models.quantized.WeightSource;
import java.util.Locale;

/**
 * The float check of a {@link Fold}: the model's outputs on real inputs with the weights as they are and with the folded
 * ones. A fold is allowed where they agree; everywhere else the scale has to be applied at run time. This is what catches a
 * norm that multiplies by 1 + w, an activation function between both layers, and an input that something else reads too.
 *
 * @param difference norm of the outputs' difference over their norm
 * @param allowed what float32 rounding in a model explains
 */
public record FoldCheck(double difference, double allowed) {
    /** Rounding of float32 through some dozens of layers; a fold that is wrong is off by orders of magnitude more. */
    private static final double ROUNDING = 1e-5;

    /** A float model on real inputs. */
    @FunctionalInterface
    public interface FloatRun {
        /** Its outputs, always for the same inputs. */
        float[] outputs(WeightSource weights);
    }

    /**
     * Tries a fold.
     *
     * @throws IllegalArgumentException if a tensor does not fit the scale, the outputs are all zero, or differ in number
     */
    public static FoldCheck of(WeightSource weights, Fold fold, FloatRun run) {
        return compare(run.outputs(weights), run.outputs(fold.applyTo(weights)));
    }

    /**
     * Compares outputs.
     *
     * @param expected with the weights as they are
     * @param folded with the folded ones, for the same inputs
     * @throws IllegalArgumentException if the outputs are all zero, or differ in number
     */
    public static FoldCheck compare(float[] expected, float[] folded) {
        if (expected.length != folded.length) {
            throw new IllegalArgumentException("a run gave " + expected.length + " outputs, and " + folded.length
                    + " after folding");
        }
        double squares = 0;
        double squaredDifference = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = (double) expected[i] - folded[i];
            squares += (double) expected[i] * expected[i];
            squaredDifference += difference * difference;
        }
        if (squares == 0) {
            throw new IllegalArgumentException("all outputs are zero, which every fold keeps; run the model on real inputs");
        }
        return new FoldCheck(Math.sqrt(squaredDifference / squares), ROUNDING);
    }

    /** Whether the model computes the same; never where an output is not finite. */
    public boolean invariant() {
        return difference <= allowed;
    }

    /** What was measured, for people. */
    public String measured() {
        return String.format(Locale.ROOT, "outputs differ by %.2e, relative", difference);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s; %s", measured(), invariant()
                ? "rounding explains that"
                : "rounding explains " + allowed + " at most, so the scale has to be applied at run time");
    }
}
