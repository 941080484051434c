package dev.nibble.api.op;

/**
 * The definition of dynamic int8 activations: symmetric, one scale a row, {@code scale = max|x| / 127} and
 * {@code q = clamp(rint(x / scale), -127, 127)}, both in float32, ties to even. A row whose scale rounds to zero becomes
 * all zeros.
 */
public final class Int8Rows {
    private Int8Rows() {}

    /**
     * Quantizes one row.
     *
     * @param x finite values from index 0
     * @param count how many
     * @param codes receives the codes
     * @return the scale
     */
    public static float quantize(float[] x, int count, byte[] codes) {
        float max = 0;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, Math.abs(x[i]));
        }
        float scale = max / 127f;
        for (int i = 0; i < count; i++) {
            double code = scale == 0 ? 0 : Math.rint(x[i] / scale);
            codes[i] = (byte) Math.max(-127, Math.min(127, code));
        }
        return scale;
    }
}
