package dev.nibble.algorithms.awq;

import java.util.Arrays;

/**
 * What errors of rows of weights do to the output on the sampled inputs: {@code ||X e||^2}. The products are float32, which
 * halves the time and is exact enough to compare sums of thousands of squares.
 */
final class OutputError {
    private final float[][] byChannel;

    private OutputError(float[][] byChannel) {
        this.byChannel = byChannel;
    }

    /** On rows of inputs. */
    static OutputError on(float[][] inputs) {
        float[][] byChannel = new float[inputs[0].length][inputs.length];
        for (int r = 0; r < inputs.length; r++) {
            for (int k = 0; k < byChannel.length; k++) {
                byChannel[k][r] = inputs[r][k];
            }
        }
        return new OutputError(byChannel);
    }

    /** {@code ||X e||^2} for the errors of several rows of weights, which share what is loaded. */
    double[] of(float[]... errors) {
        float[][] products = new float[errors.length][byChannel[0].length];
        int k = 0;
        for (; k + 8 <= byChannel.length; k += 8) {
            for (int r = 0; r < errors.length; r++) {
                addEight(products[r], errors[r], byChannel, k);
            }
        }
        for (; k < byChannel.length; k++) {
            for (int r = 0; r < errors.length; r++) {
                addOne(products[r], errors[r][k], byChannel[k]);
            }
        }
        double[] sums = new double[errors.length];
        Arrays.setAll(sums, r -> sumOfSquares(products[r]));
        return sums;
    }

    private static double sumOfSquares(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
    }

    private static void addOne(float[] y, float e, float[] x) {
        for (int i = 0; i < y.length; i++) {
            y[i] += e * x[i];
        }
    }

    private static void addEight(float[] y, float[] e, float[][] x, int k) {
        float[] x0 = x[k];
        float[] x1 = x[k + 1];
        float[] x2 = x[k + 2];
        float[] x3 = x[k + 3];
        float[] x4 = x[k + 4];
        float[] x5 = x[k + 5];
        float[] x6 = x[k + 6];
        float[] x7 = x[k + 7];
        float e0 = e[k];
        float e1 = e[k + 1];
        float e2 = e[k + 2];
        float e3 = e[k + 3];
        float e4 = e[k + 4];
        float e5 = e[k + 5];
        float e6 = e[k + 6];
        float e7 = e[k + 7];
        for (int i = 0; i < y.length; i++) {
            y[i] += e0 * x0[i] + e1 * x1[i] + e2 * x2[i] + e3 * x3[i] + e4 * x4[i] + e5 * x5[i] + e6 * x6[i] + e7 * x7[i];
        }
    }
}
