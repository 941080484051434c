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
    /** Adding 1.5 * 2^23 rounds to a whole number, ties to even, wherever that could be a code. */
    private static final float ROUNDER = 0x1.8p23f;
    private static final int ROUNDED_ZERO = (int) ROUNDER;

    private HalfQuadratic() {}

    /**
     * The code of one weight: clamp(round(W s + z), 0, top). Unlike Math.rint, and unlike the minimum of floats, each of
     * these operations is one vector instruction.
     *
     * @param position W s + z
     * @param top the largest code, 2^b - 1
     */
    static int code(float position, int top) {
        int rounded = (int) (position + ROUNDER);
        return Math.min(Math.max(rounded, ROUNDED_ZERO), ROUNDED_ZERO + top) - ROUNDED_ZERO;
    }

    /**
     * One step.
     *
     * @param weights the group
     * @param s the inverse scale
     * @param z the zero-point
     * @param top the largest code, 2^b - 1
     * @param zeros receives, for each weight, the z that would suit it best; their mean is the next z
     */
    static void step(float[] weights, float s, float z, int top, Shrinkage shrink, float[] zeros) {
        for (int i = 0; i < weights.length; i++) {
            float wq = code(weights[i] * s + z, top);
            float wr = (wq - z) / s;
            float we = shrink.apply(weights[i] - wr);
            zeros[i] = wq - (weights[i] - we) * s;
        }
    }

    /**
     * One step for the same element of many groups, where every W_e is known to be zero.
     *
     * @param scaled W s of each group
     * @param z the zero-points
     * @param lanes how many groups
     * @param sums the z that would suit the weight best is added to these
     * @param losses |W s + z - W_q| is added to these
     */
    static void step(float[] scaled, float[] z, int top, int lanes, float[] sums, float[] losses) {
        for (int l = 0; l < lanes; l++) {
            float ws = scaled[l];
            float position = ws + z[l];
            float wq = code(position, top);
            sums[l] += wq - ws;
            losses[l] += Math.abs(position - wq);
        }
    }

    /**
     * The errors of the same element of many groups in the unit of steps: e with W s + z = W_q + e.
     *
     * @param scaled W s of each group
     * @param z the zero-points
     * @param lanes how many groups
     */
    static void errors(float[] scaled, float[] z, int top, int lanes, float[] errors) {
        for (int l = 0; l < lanes; l++) {
            float position = scaled[l] + z[l];
            errors[l] = position - code(position, top);
        }
    }

    /**
     * One step for the same element of many groups where nothing is forgiven: the zero that would suit the weight best,
     * W_q - W s, is z - e.
     *
     * @param pulls -e is added to these
     * @param losses |e| is added to these
     */
    static void pull(float[] scaled, float[] z, int top, int lanes, float[] pulls, float[] losses) {
        for (int l = 0; l < lanes; l++) {
            float position = scaled[l] + z[l];
            float e = position - code(position, top);
            pulls[l] -= e;
            losses[l] += Math.abs(e);
        }
    }

    /** Adds |e| of each group. */
    static void loss(float[] scaled, float[] z, int top, int lanes, float[] losses) {
        for (int l = 0; l < lanes; l++) {
            float position = scaled[l] + z[l];
            losses[l] += Math.abs(position - code(position, top));
        }
    }

    /** Adds |e| of each group where no weight lies beyond the codes, so that nothing is clamped: half the instructions. */
    static void lossWithin(float[] scaled, float[] z, int lanes, float[] losses) {
        for (int l = 0; l < lanes; l++) {
            float position = scaled[l] + z[l];
            losses[l] += Math.abs(position - ((position + ROUNDER) - ROUNDER));
        }
    }

    /**
     * The codes of a row of weights.
     *
     * @param run how many consecutive weights share their parameters
     * @param s the inverse scales by group
     * @param z the zero-points by group
     */
    static void codes(float[] weights, int run, float[] s, float[] z, int top, int[] codes) {
        if (run == 1) {
            for (int i = 0; i < codes.length; i++) {
                codes[i] = code(weights[i] * s[i] + z[i], top);
            }
            return;
        }
        for (int from = 0, g = 0; from < codes.length; from += run, g++) {
            int to = Math.min(codes.length, from + run);
            float inverse = s[g];
            float zero = z[g];
            for (int i = from; i < to; i++) {
                codes[i] = code(weights[i] * inverse + zero, top);
            }
        }
    }
}
