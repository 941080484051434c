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

    /** Ranges within this, decoded, are far from the largest float. */
    private static final float FAR = 0x1p120f;

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
        if (Math.abs(low) < FAR && Math.abs(high) < FAR) {
            return;
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

    /**
     * {@inheritDoc} In float32 and int alone, of which the compiler makes vector instructions: adding 1.5 * 2^23 rounds to a
     * whole number, ties to even, wherever that could be a code.
     */
    @Override
    public void encode(float[] values, int run, float[][] parameters, int[] codes) {
        if (kind == ZeroKind.NONE) {
            GroupCodec.super.encode(values, run, parameters, codes);
        } else if (run == 1 && kind == ZeroKind.FLOAT) {
            encode(values, parameters[0], parameters[1], codes);
        } else if (run == 1) {
            encodeRounded(values, parameters[0], parameters[1], codes);
        } else {
            encode(values, run, parameters[0], parameters[1], codes);
        }
    }

    private void encode(float[] values, int run, float[] scales, float[] zeros, int[] codes) {
        boolean rounded = kind == ZeroKind.INT;
        for (int from = 0, g = 0; from < values.length; from += run, g++) {
            int to = Math.min(values.length, from + run);
            if (rounded) {
                encodeRounded(values, from, to, scales[g], (int) zeros[g], codes);
            } else {
                encode(values, from, to, scales[g], zeros[g], codes);
            }
        }
    }

    private void encode(float[] values, int from, int to, float scale, float zero, int[] codes) {
        for (int i = from; i < to; i++) {
            codes[i] = limit((int) (values[i] / scale + zero + ROUNDER), ROUNDED_ZERO, ROUNDED_ZERO + max) - ROUNDED_ZERO;
        }
    }

    private void encode(float[] values, float[] scales, float[] zeros, int[] codes) {
        for (int i = 0; i < values.length; i++) {
            codes[i] = limit((int) (values[i] / scales[i] + zeros[i] + ROUNDER), ROUNDED_ZERO, ROUNDED_ZERO + max)
                    - ROUNDED_ZERO;
        }
    }

    /** Where the zero is added after rounding; what is too far off for any zero is cut off first, so that no sum overflows. */
    private void encodeRounded(float[] values, int from, int to, float scale, int zero, int[] codes) {
        for (int i = from; i < to; i++) {
            int rounded = limit((int) (values[i] / scale + ROUNDER), ROUNDED_ZERO - max, ROUNDED_ZERO + max);
            codes[i] = limit(rounded - ROUNDED_ZERO + zero, 0, max);
        }
    }

    private void encodeRounded(float[] values, float[] scales, float[] zeros, int[] codes) {
        for (int i = 0; i < values.length; i++) {
            int rounded = limit((int) (values[i] / scales[i] + ROUNDER), ROUNDED_ZERO - max, ROUNDED_ZERO + max);
            codes[i] = limit(rounded - ROUNDED_ZERO + (int) zeros[i], 0, max);
        }
    }

    private static int limit(int value, int least, int most) {
        return Math.min(Math.max(value, least), most);
    }

    @Override
    public float decode(int code, float[] parameters) {
        float zero = kind == ZeroKind.NONE ? implied : parameters[1];
        return (code - zero) * parameters[0];
    }
}
