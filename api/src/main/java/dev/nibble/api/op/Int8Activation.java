package dev.nibble.api.op;

/** Activations in int8: each value of a row becomes {@code (q - zero) * scale}, with one scale and zero for the row. */
public sealed interface Int8Activation extends Activation permits Int8Dynamic, Int8Static {
    /**
     * Quantizes one row. Kernels must work with these very codes and this scale.
     *
     * @param x values from index 0
     * @param count how many, at least 1
     * @param codes receives the codes, less the zero: -255 to 255, and -127 to 127 if {@link #isSymmetric}
     * @return the scale, not negative; 0 only with codes that are all 0; NaN if a value is not finite, so that outputs show it
     */
    float quantize(float[] x, int count, int[] codes);

    /** Whether all values are finite. */
    static boolean isFinite(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(x[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether the zero is 0 in every row. */
    boolean isSymmetric();

    @Override
    default void apply(float[] x, int count, double[] values) {
        int[] codes = new int[count];
        double scale = quantize(x, count, codes);
        for (int i = 0; i < count; i++) {
            values[i] = codes[i] * scale;
        }
    }
}
