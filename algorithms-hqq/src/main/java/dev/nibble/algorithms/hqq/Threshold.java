package dev.nibble.algorithms.hqq;

import java.util.Arrays;

/**
 * The generalised soft threshold in the unit of quantization steps, in operations that become vector instructions:
 * shrink(e) = e - clamp(e, -c, c) with c = |e|^(p-1) / beta.
 *
 * <p>The power is a polynomial of degree {@value #DEGREE} in |e|, within 1 % of it (0.1 % for p = 0.7) from the smallest error
 * that is not shrunk to zero, where |e| = c, to {@value #REACH} times that; beyond, c stays as it is there. So far out are only
 * weights outside the codes.
 */
final class Threshold {
    static final float REACH = 2;
    private static final int DEGREE = 2;

    private final float end;
    private final float[] c;

    /**
     * @param p of the norm, in (0, 1]
     * @param beta how strongly W_e is tied to W - W_r, for errors in units of {@code unit} steps
     */
    Threshold(double p, double beta, double unit) {
        double fixed = unit * Math.pow(beta, -1 / (2 - p)); // shrunk to just zero: c(fixed) = fixed
        double[] polynomial = interpolate(p - 1);
        this.end = (float) (fixed * REACH);
        this.c = new float[DEGREE + 1];
        for (int i = 0; i <= DEGREE; i++) {
            c[i] = (float) (fixed * polynomial[i] / Math.pow(2 * fixed, i)); // of 2 |e|
        }
    }

    /** The coefficients of a polynomial that meets r^exponent at the Chebyshev points of 1 .. REACH. */
    private static double[] interpolate(double exponent) {
        double[][] system = new double[DEGREE + 1][DEGREE + 2];
        for (int i = 0; i <= DEGREE; i++) {
            double r = (REACH + 1 + Math.cos(Math.PI * (2 * i + 1) / (2 * DEGREE + 2)) * (REACH - 1)) / 2;
            for (int j = 0; j <= DEGREE; j++) {
                system[i][j] = Math.pow(r, j);
            }
            system[i][DEGREE + 1] = Math.pow(r, exponent);
        }
        return solve(system);
    }

    /** Gauss-Jordan elimination; the points differ, so there is a solution. */
    private static double[] solve(double[][] system) {
        int n = system.length;
        for (int i = 0; i < n; i++) {
            int column = i;
            Arrays.sort(system, i, n, (a, b) -> Double.compare(Math.abs(b[column]), Math.abs(a[column])));
            for (int r = 0; r < n; r++) {
                double factor = r == i ? 0 : system[r][i] / system[i][i];
                for (int j = i; j <= n; j++) {
                    system[r][j] -= factor * system[i][j];
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = system[i][n] / system[i][i];
        }
        return solution;
    }

    /**
     * One step for the same element of many groups. With W s + z = W_q + e the zero that would suit the weight best,
     * W_q - (W - W_e) s, is z - (e - shrink(e)).
     *
     * @param errors e of each group
     * @param lanes how many groups
     * @param pulls shrink(e) - e is added to these
     * @param losses |e| is added to these
     */
    void pull(float[] errors, int lanes, float[] pulls, float[] losses) {
        pull(errors, lanes, pulls, losses, end, c[0], c[1], c[2]);
    }

    /** Coefficients are arguments, and few, because the compiler makes slow vector instructions of larger loops. */
    private static void pull(
            float[] errors, int lanes, float[] pulls, float[] losses, float end, float c0, float c1, float c2) {
        for (int l = 0; l < lanes; l++) {
            float e = errors[l];
            float magnitude = Math.abs(e);
            float v = magnitude + end - Math.abs(magnitude - end); // 2 min(|e|, end)
            float threshold = (c2 * v + c1) * v + c0;
            pulls[l] += 0.5f * (Math.abs(e - threshold) - Math.abs(e + threshold)); // -clamp(e, -c, c)
            losses[l] += magnitude;
        }
    }
}
