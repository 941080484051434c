package dev.nibble.algorithms.hqq;

/**
 * The generalised soft threshold, the proximal operator of |.|^p as HQQ approximates it:
 * shrink(x) = sign(x) max(|x| - |x|^(p-1) / beta, 0). Float32, in the order in which hqq's {@code shrink_lp_op} computes.
 */
final class Shrinkage {
    private final float inverseBeta;
    private final double exponent;
    private final float surelyZero;

    /**
     * @param p of the norm, in (0, 1]; 1 gives the ordinary soft threshold
     * @param beta how strongly W_e is tied to W - W_r, positive
     */
    Shrinkage(double p, double beta) {
        this.inverseBeta = (float) (1 / beta);
        this.exponent = (float) (p - 1);
        // |x| <= |x|^(p-1) / beta below this; a little less of it, so that rounding cannot matter. Saves most powers.
        this.surelyZero = (float) (0.999 * Math.pow(beta, -1 / (2 - p)));
    }

    /** Errors with magnitudes below this become zero. */
    float surelyZero() {
        return surelyZero;
    }

    float apply(float x) {
        float magnitude = Math.abs(x);
        if (magnitude < surelyZero) {
            return 0;
        }
        float shrunk = magnitude - inverseBeta * (float) Math.pow(magnitude, exponent);
        return Math.copySign(Math.max(shrunk, 0), x);
    }
}
