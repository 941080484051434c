package dev.nibble.algorithms.basic;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.GroupCodec;

/**
 * Scales of symmetric grids as torchao chooses them: {@code weight = level * scale}, with levels from q_min = -2^(b-1) to
 * q_max = 2^(b-1) - 1, of two bits or more: with one bit all scales are the same.
 *
 * <pre>
 *   full      scale = absmax / ((q_max - q_min) / 2)         SYMMETRIC
 *   no clip   scale = max(min / q_min, max / q_max, 0)       SYMMETRIC_NO_CLIPPING_ERR
 *   code      clamp(round(w * (1 / scale)), q_min, q_max) - q_min
 * </pre>
 *
 * In float32, ties to even. With the full scale the extremes lie half-way between two levels, and so their codes hang on
 * the reciprocal: dividing instead gives others. Groups of zeros have scale 1.
 *
 * @see <a href="https://github.com/pytorch/ao/blob/main/torchao/quantization/quant_primitives.py">torchao, quant_primitives</a>
 */
final class SymmetricScale implements GroupCodec {
    /** The scale for a range. */
    @FunctionalInterface
    private interface Rule {
        float scale(float low, float high);
    }

    /** torchao's eps for float32 weights; the reciprocal of a smaller scale could be infinite. */
    private static final float LEAST = Float.MIN_NORMAL;

    private final float lowest;
    private final float highest;
    private final Rule rule;

    private SymmetricScale(float lowest, float highest, Rule rule) {
        this.lowest = lowest;
        this.highest = highest;
        this.rule = rule;
    }

    static SymmetricScale full(AffineFormat format) {
        float[] levels = format.levels();
        float half = (levels[levels.length - 1] - levels[0]) / 2;
        return new SymmetricScale(levels[0], levels[levels.length - 1],
                (low, high) -> Math.max(Math.abs(low), Math.abs(high)) / half);
    }

    static SymmetricScale noClip(AffineFormat format) {
        float lowest = format.levels()[0];
        float highest = format.levels()[format.levels().length - 1];
        return new SymmetricScale(lowest, highest, (low, high) -> Math.max(low / lowest, high / highest));
    }

    @Override
    public int parameters() {
        return 1;
    }

    @Override
    public void fit(float low, float high, float[] into) {
        boolean zeros = low == 0 && high == 0;
        into[0] = zeros ? 1 : Math.max(rule.scale(low, high), LEAST);
        while (Float.isInfinite(lowest * into[0])) {
            into[0] = Math.nextDown(into[0]); // rounded up, the scale of the largest floats would decode to infinity
        }
    }

    @Override
    public int encode(float value, float[] parameters) {
        float steps = value * (1 / parameters[0]);
        return (int) (Math.clamp(Math.rint(steps), lowest, highest) - lowest);
    }

    @Override
    public float decode(int code, float[] parameters) {
        return (code + lowest) * parameters[0];
    }
}
