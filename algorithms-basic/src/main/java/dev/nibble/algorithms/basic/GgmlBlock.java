package dev.nibble.algorithms.basic;

import dev.nibble.api.format.GroupCodec;

/**
 * One block under ggml's rules, in float32, with d as it is before it is stored in float16:
 *
 * <pre>
 *   Q4_0, Q5_0   d = m / -2^(b-1), m the first of the weights with the largest magnitude
 *                code = min(trunc(w (1/d) + 2^(b-1) + 0.5), 2^b - 1)
 *   Q8_0         d = absmax / 127
 *                code = round(w (1/d)) + 128, half away from zero
 *   Q4_1, Q5_1   d = (max - min) / (2^b - 1)
 *                code = min(trunc((w - min) (1/d) + 0.5), 2^b - 1)
 * </pre>
 *
 * So m has code 0, and the scale the sign that makes it so. A d of zero counts as one whose reciprocal is zero. Where the
 * reciprocal is infinite, numbers that are not finite convert to 0, which is of no consequence: such a d is 0 in float16.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-quants.c">ggml, quantize_row_*_ref</a>
 */
final class GgmlBlock implements GroupCodec {
    /** Finds the scale of a range. */
    @FunctionalInterface
    private interface Scale {
        float of(float low, float high);
    }

    /** Rounds a weight that is measured in steps to a code. */
    @FunctionalInterface
    private interface Rounding {
        int code(float steps);
    }

    private final boolean storesMinimum;
    private final float zeroCode;
    private final Scale scale;
    private final Rounding rounding;

    private GgmlBlock(boolean storesMinimum, float zeroCode, Scale scale, Rounding rounding) {
        this.storesMinimum = storesMinimum;
        this.zeroCode = zeroCode;
        this.scale = scale;
        this.rounding = rounding;
    }

    /** Q4_0 and Q5_0; ranges are those of {@link #towardsTheFarthest}. */
    static GgmlBlock signed(int bits) {
        float half = 1 << bits - 1;
        int largest = (1 << bits) - 1;
        return new GgmlBlock(false, half, (low, high) -> (low + high) / -half,
                steps -> Math.min(truncated(steps + (half + 0.5f)), largest));
    }

    /** Q8_0. */
    static GgmlBlock ofEightBits() {
        return new GgmlBlock(false, 128, (low, high) -> Math.max(Math.abs(low), Math.abs(high)) / 127,
                steps -> 128 + truncated(Math.copySign((float) Math.floor(Math.abs((double) steps) + 0.5), steps)));
    }

    /** Q4_1 and Q5_1. */
    static GgmlBlock fromMinimum(int bits) {
        int largest = (1 << bits) - 1;
        return new GgmlBlock(true, 0, (low, high) -> (high - low) / largest,
                steps -> Math.min(truncated(steps + 0.5f), largest));
    }

    private static int truncated(float value) {
        return Float.isFinite(value) ? (int) value : 0;
    }

    /** From zero to the first of the values with the largest magnitude. */
    static void towardsTheFarthest(GroupCodec codec, float[] values, int count, float[] range) {
        float farthest = 0;
        for (int i = 0; i < count; i++) {
            if (Math.abs(values[i]) > Math.abs(farthest)) {
                farthest = values[i];
            }
        }
        range[0] = Math.min(farthest, 0);
        range[1] = Math.max(farthest, 0);
    }

    @Override
    public int parameters() {
        return storesMinimum ? 2 : 1;
    }

    @Override
    public void fit(float low, float high, float[] into) {
        into[0] = scale.of(low, high);
        if (storesMinimum) {
            into[1] = low;
        }
    }

    @Override
    public int encode(float value, float[] parameters) {
        float inverse = parameters[0] == 0 ? 0 : 1 / parameters[0];
        float from = storesMinimum ? parameters[1] : 0;
        return rounding.code((value - from) * inverse);
    }

    @Override
    public float decode(int code, float[] parameters) {
        return (code - zeroCode) * parameters[0] + (storesMinimum ? parameters[1] : 0);
    }
}
