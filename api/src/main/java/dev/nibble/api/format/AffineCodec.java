package dev.nibble.api.format;

import dev.nibble.api.tensor.ElementType;

/**
 * One group of an affine format. Parameters are the scale and, unless it is implied, the zero.
 *
 * <p>The arithmetic is float32 with ties to even, in the order in which PyTorch's references compute: dividing by the
 * scale, never multiplying by its reciprocal.
 */
final class AffineCodec implements GroupCodec {
    /** The floor of a range under an integer zero, as llm-awq has it. */
    private static final float MIN_RANGE = 1e-5f;

    private static final float ROUNDER = 0x1.8p23f;
    private static final int ROUNDED_ZERO = (int) ROUNDER;

    private final ZeroKind kind;
    private final ElementType type;
    private final int max;
    private final float implied;

    AffineCodec(int bits, ZeroKind kind, ElementType type) {
        this.kind = kind;
        this.type = type;
        this.max = (1 << bits) - 1;
        this.implied = impliedZero(bits);
    }

    static float impliedZero(int bits) {
        return bits == 1 ? 0.5f : 1 << (bits - 1);
    }

    @Override
    public int parameters() {
        return kind == ZeroKind.NONE ? 1 : 2;
    }

    @Override
    public void fit(float low, float high, float[] into) {
        switch (kind) {
            case NONE -> into[0] = symmetricScale(Math.max(Math.abs(low), Math.abs(high)));
            case FLOAT -> fitFloat(low, high, into);
            case INT -> fitInt(low, high, into);
        }
        // Rounding the scale up by half a unit in the last place can carry an end of the range beyond float32.
        while (overflows(low, into) || overflows(high, into)) {
            into[0] = Math.nextDown(into[0]);
        }
    }

    private boolean overflows(float value, float[] parameters) {
        return Float.isInfinite(decode(encode(value, parameters), parameters));
    }

    private float symmetricScale(float absmax) {
        if (absmax == 0) {
            return max == 1 ? 0 : 1; // one bit has no code for zero
        }
        return ScaleRounding.roundPositive(type, max == 1 ? absmax * 2 : absmax / (max >> 1));
    }

    private void fitFloat(float low, float high, float[] into) {
        into[0] = low == high ? 1 : ScaleRounding.roundPositive(type, step(low, high));
        into[1] = ScaleRounding.round(type, -low / into[0]);
    }

    private void fitInt(float low, float high, float[] into) {
        into[0] = ScaleRounding.roundPositive(type, high - low < MIN_RANGE ? MIN_RANGE / max : step(low, high));
        into[1] = (float) Math.clamp(-Math.rint(low / into[0]), 0.0, max);
    }

    private float step(float low, float high) {
        float range = high - low;
        return Float.isInfinite(range) ? high / max - low / max : range / max;
    }

    @Override
    public int encode(float value, float[] parameters) {
        float scale = parameters[0];
        if (scale == 0) {
            return (int) (implied + 0.5f); // every code decodes to zero; this one without a sign
        }
        double code = switch (kind) {
            case NONE -> max == 1 ? Math.floor(value / scale) + 1 : Math.rint(value / scale) + implied;
            case FLOAT -> Math.rint(value / scale + parameters[1]);
            case INT -> Math.rint(value / scale) + parameters[1];
        };
        return (int) Math.clamp(code, 0.0, max);
    }

    /** {@inheritDoc} The same numbers in float32 alone: adding 1.5 * 2^23 rounds to a whole number, ties to even. */
    @Override
    public void encode(float[] values, int from, int count, float[] parameters, byte[] codes) {
        if (kind != ZeroKind.FLOAT || count == 0) {
            GroupCodec.super.encode(values, from, count, parameters, codes);
            return;
        }
        float scale = parameters[0];
        float zero = parameters[1];
        int top = ROUNDED_ZERO + max;
        for (int i = from; i < from + count; i++) {
            int rounded = (int) (values[i] / scale + zero + ROUNDER);
            codes[i] = (byte) (Math.min(Math.max(rounded, ROUNDED_ZERO), top) - ROUNDED_ZERO);
        }
    }

    @Override
    public float decode(int code, float[] parameters) {
        float zero = kind == ZeroKind.NONE ? implied : parameters[1];
        return (code - zero) * parameters[0];
    }
}
