package dev.nibble.api.op;

/**
 * Dynamic int8 codes with a zero: {@code q = clamp(rint(x * (1 / scale)) + zero, -128, 127)} and {@code x' = (q - zero) * scale},
 * the product in float32, ties to even. They cover [min, max] of a row extended to hold 0, so that 0 has an exact code: torchao's
 * choose_qparams_affine and quantize_affine with asymmetric mapping.
 *
 * @param scale above 0, finite
 * @param zero -128 to 127, the code of 0
 * @see <a href="https://github.com/pytorch/ao/blob/main/torchao/quantization/quant_primitives.py">torchao, quant_primitives</a>
 */
public record Int8Affine(float scale, int zero) {
    private static final int LOW = -128;
    private static final int HIGH = 127;

    public Int8Affine {
        if (!(scale > 0 && Float.isFinite(scale)) || zero < LOW || zero > HIGH) {
            throw new IllegalArgumentException("int8 codes take a finite scale above 0 and a zero of -128 to 127, not " + scale
                    + " and " + zero);
        }
    }

    /** Codes of -128 to 127 for values from {@code min} to {@code max}, extended to hold 0. */
    public static Int8Affine of(float min, float max) {
        float scale = scale(min, max);
        return new Int8Affine(scale, zero(min, scale));
    }

    /** The scale of {@link #of(float, float)}, for code that must not allocate. */
    public static float scale(float min, float max) {
        float low = Math.min(min, 0);
        float high = Math.max(max, 0);
        float range = high - low;
        float step = range <= Float.MAX_VALUE ? range / (HIGH - LOW) : high / (HIGH - LOW) - low / (HIGH - LOW);
        return Math.max(step, Float.MIN_NORMAL);
    }

    /** The zero of {@link #of(float, float)} with that scale. */
    public static int zero(float min, float scale) {
        return (int) Math.clamp(LOW - Math.rint(Math.min(min, 0) / scale), LOW, HIGH);
    }

    /**
     * Dynamic parameters of one row.
     *
     * @param x finite values from index 0
     * @param count how many, at least 1
     */
    public static Int8Affine ofRow(float[] x, int count) {
        float min = x[0];
        float max = x[0];
        for (int i = 1; i < count; i++) {
            min = Math.min(min, x[i]);
            max = Math.max(max, x[i]);
        }
        return of(min, max);
    }

    /** The code of one value. */
    public int code(float x) {
        return code(x, scale, zero);
    }

    static int code(float x, float scale, int zero) {
        return (int) Math.clamp(Math.rint(x * (1 / scale)) + zero, LOW, HIGH);
    }

    /** The value of a code. */
    public float decode(int code) {
        return (code - zero) * scale;
    }

    /** Codes of {@code count} values. */
    public void quantize(float[] x, int count, byte[] codes) {
        for (int i = 0; i < count; i++) {
            codes[i] = (byte) code(x[i]);
        }
    }
}
