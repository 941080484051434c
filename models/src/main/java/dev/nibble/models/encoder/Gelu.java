package dev.nibble.models.encoder;

/** {@code x / 2 (1 + erf(x / sqrt 2))}. */
final class Gelu {
    private static final double SQRT_HALF = Math.sqrt(0.5);

    private Gelu() {}

    static void apply(float[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (0.5 * x[i] * (1 + erf(x[i] * SQRT_HALF)));
        }
    }

    /** Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: absolute error at most 1.5e-7. */
    static double erf(double x) {
        double t = 1 / (1 + 0.3275911 * Math.abs(x));
        double tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
        return Math.copySign(1 - tail * Math.exp(-x * x), x);
    }
}
