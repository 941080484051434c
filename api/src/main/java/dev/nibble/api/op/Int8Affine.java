package dev.nibble.api.op;

import dev.nibble.api.quantizer.StaticRange;

/**
 * Int8 codes of activations: {@code q = clamp(rint(x * (1 / scale)) + zero, -128, 127)} and {@code x' = (q - zero) * scale}, in
 * float32, ties to even. Parameters come from each row as it arrives (dynamic) or from a calibration's ranges (static);
 * asymmetric ones cover [min, max] extended to hold 0, so that 0 has an exact code.
 *
 * <p>{@link #ofRow} and {@link #code} are torchao's dynamic activations, choose_qparams_affine and quantize_affine with
 * asymmetric mapping; {@link Int8Rows} is the symmetric definition that operations and their kernels use. No operation takes
 * these codes: they are the definition for comparisons with torchao, and for a kernel of yours with static activations.
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
        float low = Math.min(min, 0);
        float high = Math.max(max, 0);
        float scale = Math.max((high - low) / (HIGH - LOW), Float.MIN_NORMAL);
        double zero = LOW - Math.rint(low / scale);
        return new Int8Affine(scale, (int) Math.clamp(zero, LOW, HIGH));
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

    /**
     * Static parameters of a calibrated range.
     *
     * @throws IllegalArgumentException if it has seen no batch
     */
    public static Int8Affine of(StaticRange range) {
        requireSeen(range);
        return of((float) range.min(), (float) range.max());
    }

    /**
     * Static symmetric parameters of a calibrated range: zero 0, scale absMax / 127.
     *
     * @throws IllegalArgumentException if it has seen no batch
     */
    public static Int8Affine symmetric(StaticRange range) {
        requireSeen(range);
        return new Int8Affine(Math.max((float) range.int8Scale(), Float.MIN_NORMAL), 0);
    }

    private static void requireSeen(StaticRange range) {
        if (range.batches() == 0) {
            throw new IllegalArgumentException("a range that has seen no batch has no scale; calibrate first");
        }
    }

    /** The code of one value. */
    public int code(float x) {
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
