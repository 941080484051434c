package dev.nibble.api.format;

import dev.nibble.api.tensor.ElementType;

/** One group of a {@link MinAffineFormat}. Parameters are the scale and the minimum. */
final class MinAffineCodec implements GroupCodec {
    /** From here on a float32 zero leaves nothing of any code that is added to it. */
    private static final float OUT_OF_REACH = 0x1p40f;

    private final ElementType type;
    private final int max;

    MinAffineCodec(int bits, ElementType type) {
        this.type = type;
        this.max = (1 << bits) - 1;
    }

    private static boolean codesMatter(float scale, float min) {
        return Math.abs(min) < OUT_OF_REACH * Math.abs(scale);
    }

    /** The zero that stands for the minimum: {@code weight = (code - zero) * effectiveScale}. */
    static float zero(float scale, float min) {
        return codesMatter(scale, min) ? -min / scale : -OUT_OF_REACH;
    }

    /** The scale or, where codes cannot matter, the number by which that zero gives the minimum exactly. */
    static float effectiveScale(float scale, float min) {
        return codesMatter(scale, min) ? scale : min / OUT_OF_REACH;
    }

    @Override
    public int parameters() {
        return 2;
    }

    @Override
    public void fit(float low, float high, float[] into) {
        float range = high - low;
        float step = Float.isInfinite(range) ? high / max - low / max : range / max;
        into[0] = low == high ? 1 : ScaleRounding.roundPositive(type, step);
        into[1] = ScaleRounding.round(type, low);
        // Rounding can carry the upper end beyond float32.
        while (Float.isInfinite(decode(encode(high, into), into)) || Float.isInfinite(decode(0, into))) {
            into[0] = Math.nextDown(into[0]);
        }
    }

    @Override
    public int encode(float value, float[] parameters) {
        return (int) Math.clamp(Math.rint((value - parameters[1]) / parameters[0]), 0.0, max);
    }

    @Override
    public float decode(int code, float[] parameters) {
        return (code - zero(parameters[0], parameters[1])) * effectiveScale(parameters[0], parameters[1]);
    }
}
