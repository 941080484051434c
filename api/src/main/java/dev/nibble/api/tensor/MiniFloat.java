package dev.nibble.api.tensor;

/**
 * Binary floating point of at most eight bits: sign, exponent, mantissa, with subnormals.
 *
 * @see <a href="https://arxiv.org/abs/2209.05433">FP8 Formats for Deep Learning</a>
 * @see <a href="https://www.opencompute.org/documents/ocp-microscaling-formats-mx-v1-0-spec-final-pdf">OCP MX</a>
 */
public enum MiniFloat {
    /** 4 exponent bits, 3 mantissa bits, no infinities, largest value 448. */
    E4M3FN(4, 3, 448f, false),
    /** 5 exponent bits, 2 mantissa bits, infinities, largest finite value 57344. */
    E5M2(5, 2, 57344f, true),
    /** 2 exponent bits, 1 mantissa bit, finite only: 0, 0.5, 1, 1.5, 2, 3, 4, 6 and their negatives. */
    E2M1(2, 1, 6f, false);

    private final int mantissaBits;
    private final int bias;
    private final int bits;
    private final float max;
    private final float[] decoded;

    MiniFloat(int exponentBits, int mantissaBits, float max, boolean infinities) {
        this.mantissaBits = mantissaBits;
        this.bias = (1 << (exponentBits - 1)) - 1;
        this.bits = 1 + exponentBits + mantissaBits;
        this.max = max;
        this.decoded = new float[1 << bits];
        for (int code = 0; code < decoded.length; code++) {
            decoded[code] = compute(code, infinities);
        }
    }

    /** Width of a code in bits. */
    public int bits() {
        return bits;
    }

    /** The largest finite value. */
    public float max() {
        return max;
    }

    /** The value of a code; NaN and infinities where the format has them. */
    public float decode(int code) {
        return decoded[code & (decoded.length - 1)];
    }

    /**
     * The code nearest to {@code value}, ties to even mantissa. Values beyond {@link #max()} become the largest finite
     * code of their sign; NaN becomes the all-ones code of formats that have NaN.
     *
     * @throws IllegalArgumentException if {@code value} is NaN and the format has none
     */
    public int encode(float value) {
        int sign = Float.floatToRawIntBits(value) < 0 ? 1 << (bits - 1) : 0;
        float magnitude = Math.abs(value);
        if (Float.isNaN(magnitude)) {
            if (this == E2M1) {
                throw new IllegalArgumentException("E2M1 has no NaN");
            }
            return sign | ((1 << (bits - 1)) - 1);
        }
        int largest = encodeFinite(max);
        return sign | (magnitude >= max ? largest : encodeFinite(magnitude));
    }

    private int encodeFinite(float magnitude) {
        int minExponent = 1 - bias;
        int exponent = Math.max(Math.getExponent(magnitude), minExponent);
        // The spacing of representable values around the magnitude is a power of two, so the division is exact.
        double units = Math.rint(magnitude / Math.scalb(1.0, exponent - mantissaBits));
        // A carry out of the mantissa lands in the exponent field by itself.
        return (int) units + ((exponent - minExponent) << mantissaBits);
    }

    private float compute(int code, boolean infinities) {
        int magnitude = code & ((1 << (bits - 1)) - 1);
        int exponent = magnitude >> mantissaBits;
        int mantissa = magnitude & ((1 << mantissaBits) - 1);
        double value = exponent == 0
                ? Math.scalb((double) mantissa, 1 - bias - mantissaBits)
                : Math.scalb((double) (mantissa + (1 << mantissaBits)), exponent - bias - mantissaBits);
        if (value > max) {
            value = infinities && mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        return (float) (code == magnitude ? value : -value);
    }
}
