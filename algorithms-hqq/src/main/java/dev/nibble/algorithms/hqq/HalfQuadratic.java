package dev.nibble.algorithms.hqq;

/**
 * Half-quadratic quantization of one group of weights W to codes W_q in 0 .. 2^b - 1, with a float zero-point z and a
 * scale that stays as it is; s is the inverse scale, as in hqq.
 *
 * <p>HQQ minimises phi(W - W_r) with W_r = (W_q - z) / s and phi = |.|^p, p &lt; 1, which forgives outliers. It splits
 * the problem with an auxiliary error W_e:
 *
 * <pre>
 *   min over z, W_e of   |W_e|^p + beta/2 (W_e - (W - W_r))^2
 *
 *   W_e &lt;- shrink(W - W_r)              the proximal operator of |.|^p, {@link Shrinkage}
 *   z   &lt;- mean(W_q - (W - W_e) s)      the least squares solution for that W_e
 * </pre>
 *
 * @see <a href="https://mobiusml.github.io/hqq_blog/">Badri and Shaji, Half-Quadratic Quantization of Large Machine
 *     Learning Models, 2023</a>
 */
final class HalfQuadratic {
    /** Adding and subtracting 1.5 * 2^23 rounds to a whole number, ties to even, wherever that could be a code. */
    private static final float ROUNDER = 0x1.8p23f;

    private HalfQuadratic() {}

    /** The code of one weight: clamp(round(W s + z), 0, top). */
    static float code(float weight, float s, float z, float top) {
        float rounded = weight * s + z + ROUNDER - ROUNDER; // unlike Math.rint this becomes vector instructions
        return Math.max(0, Math.min(rounded, top));
    }

    /**
     * One step.
     *
     * @param weights the group from index 0
     * @param n its length
     * @param s the inverse scale
     * @param z the zero-point
     * @param top the largest code, 2^b - 1
     * @param zeros receives, for each weight, the z that would suit it best; their mean is the next z
     * @param errors receives |W - W_r| for the given z
     */
    static void step(float[] weights, int n, float s, float z, float top, Shrinkage shrink, float[] zeros, float[] errors) {
        for (int i = 0; i < n; i++) {
            float wq = code(weights[i], s, z, top);
            float wr = (wq - z) / s;
            zeros[i] = wq;
            errors[i] = weights[i] - wr;
        }
        for (int i = 0; i < n; i++) {
            float we = shrink.apply(errors[i]);
            zeros[i] -= (weights[i] - we) * s;
            errors[i] = Math.abs(errors[i]);
        }
    }
}
