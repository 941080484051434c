package dev.nibble.kernels.jvm;

import dev.nibble.api.op.Int8Activation;
import dev.nibble.api.op.Int8Affine;
import dev.nibble.api.op.Int8Static;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Quantizes rows of the input in place, exactly as {@link dev.nibble.api.op.Int8Activation} has it: what is left are codes
 * less their zero, as floats.
 */
abstract class InputCodes {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    /** 1.5 * 2^23: what is added to it is rounded to an integer, ties to even. */
    private static final float ROUND = 0x1.8p23f;

    private InputCodes() {}

    /** Gives the scale; NaN, and zeros for codes, if a value is not finite. */
    abstract float quantize(float[] row);

    /** Such as the activation needs. */
    static InputCodes of(Int8Activation activation) {
        if (activation instanceof Int8Static parameters) {
            return new Static(parameters);
        }
        return activation.isSymmetric() ? new Symmetric() : new Affine();
    }

    static float largest(float[] x) {
        FloatVector max = FloatVector.zero(F);
        int i = 0;
        for (; i <= x.length - LANES; i += LANES) {
            max = max.max(FloatVector.fromArray(F, x, i).abs());
        }
        float largest = max.reduceLanes(VectorOperators.MAX);
        for (; i < x.length; i++) {
            largest = Math.max(largest, Math.abs(x[i]));
        }
        return largest;
    }

    /** Rounds x / scale to whole numbers from {@code low} to {@code high}. */
    private static void divide(float[] row, float scale, float low, float high) {
        int i = 0;
        for (; i <= row.length - LANES; i += LANES) {
            FloatVector.fromArray(F, row, i).div(scale).min(high).max(low).add(ROUND).sub(ROUND).intoArray(row, i);
        }
        for (; i < row.length; i++) {
            row[i] = Math.max(low, Math.min(high, row[i] / scale)) + ROUND - ROUND;
        }
    }

    private static final class Symmetric extends InputCodes {
        @Override
        float quantize(float[] row) {
            float largest = largest(row);
            float scale = largest / 127f;
            if (!(scale > 0 && Float.isFinite(largest))) {
                // Padding is part of the row, and must be zero for the next call, too.
                Arrays.fill(row, 0);
                return Float.isFinite(largest) ? scale : Float.NaN;
            }
            divide(row, scale, -127, 127);
            return scale;
        }
    }

    /** Padding has no part in the range: that holds 0 anyway. */
    private static final class Affine extends InputCodes {
        private final float[] range = new float[2];

        @Override
        float quantize(float[] row) {
            range(row, range);
            float low = range[0];
            float high = range[1];
            if (!(Float.isFinite(low) && Float.isFinite(high))) {
                Arrays.fill(row, 0);
                return Float.NaN;
            }
            float scale = Int8Affine.scale(low, high);
            int zero = Int8Affine.zero(low, scale);
            multiply(row, 1 / scale, -128 - zero, 127 - zero);
            return scale;
        }

        private static void multiply(float[] row, float by, float low, float high) {
            int i = 0;
            for (; i <= row.length - LANES; i += LANES) {
                FloatVector.fromArray(F, row, i).mul(by).min(high).max(low).add(ROUND).sub(ROUND).intoArray(row, i);
            }
            for (; i < row.length; i++) {
                row[i] = Math.max(low, Math.min(high, row[i] * by)) + ROUND - ROUND;
            }
        }

        private static void range(float[] x, float[] into) {
            FloatVector min = FloatVector.zero(F);
            FloatVector max = min;
            int i = 0;
            for (; i <= x.length - LANES; i += LANES) {
                FloatVector v = FloatVector.fromArray(F, x, i);
                min = min.min(v);
                max = max.max(v);
            }
            into[0] = min.reduceLanes(VectorOperators.MIN);
            into[1] = max.reduceLanes(VectorOperators.MAX);
            for (; i < x.length; i++) {
                into[0] = Math.min(into[0], x[i]);
                into[1] = Math.max(into[1], x[i]);
            }
        }
    }

    private static final class Static extends InputCodes {
        private final float scale;
        private final float low;
        private final float high;

        Static(Int8Static parameters) {
            this.scale = parameters.scale();
            this.low = -127 - parameters.zero();
            this.high = 127 - parameters.zero();
        }

        @Override
        float quantize(float[] row) {
            if (!Float.isFinite(largest(row))) {
                // Clipping would hide it.
                Arrays.fill(row, 0);
                return Float.NaN;
            }
            divide(row, scale, low, high);
            return scale;
        }
    }
}
