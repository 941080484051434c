package dev.nibble.algorithms.awq;

import java.util.Arrays;

/**
 * What an error e of one row of weights does to the output on the sampled inputs: {@code ||X e||^2}. Of the two forms it takes
 * the one with less work: X e itself, or with the Gram matrix e^T (X^T X) e.
 */
final class OutputError {
    /** By channel: the sampled inputs of it, or its row of the Gram matrix. */
    private final double[][] byChannel;
    private final boolean isGram;

    private OutputError(double[][] byChannel, boolean isGram) {
        this.byChannel = byChannel;
        this.isGram = isGram;
    }

    /** For rows of weights as long as the inputs. */
    static OutputError on(float[][] inputs) {
        return on(inputs, 0, inputs[0].length);
    }

    /** For channels [from, to) alone. */
    static OutputError on(float[][] inputs, int from, int to) {
        double[][] columns = new double[to - from][inputs.length];
        for (int r = 0; r < inputs.length; r++) {
            for (int k = from; k < to; k++) {
                columns[k - from][r] = inputs[r][k];
            }
        }
        return columns.length < inputs.length ? new OutputError(gram(columns), true) : new OutputError(columns, false);
    }

    private static double[][] gram(double[][] columns) {
        double[][] gram = new double[columns.length][columns.length];
        for (int i = 0; i < columns.length; i++) {
            for (int j = 0; j <= i; j++) {
                gram[i][j] = dot(columns[i], columns[j]);
                gram[j][i] = gram[i][j];
            }
        }
        return gram;
    }

    private static double dot(double[] a, double[] b) {
        // Four sums side by side: one alone would wait for each addition.
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 4 <= a.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    /** {@code ||X e||^2} for the errors of several rows, which share what is loaded. */
    double[] of(double[]... errors) {
        double[][] products = new double[errors.length][byChannel[0].length];
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
        Arrays.setAll(sums, r -> dot(products[r], isGram ? errors[r] : products[r]));
        return sums;
    }

    private static void addOne(double[] y, double e, double[] x) {
        for (int i = 0; i < y.length; i++) {
            y[i] += e * x[i];
        }
    }

    private static void addEight(double[] y, double[] e, double[][] x, int k) {
        double[] x0 = x[k];
        double[] x1 = x[k + 1];
        double[] x2 = x[k + 2];
        double[] x3 = x[k + 3];
        double[] x4 = x[k + 4];
        double[] x5 = x[k + 5];
        double[] x6 = x[k + 6];
        double[] x7 = x[k + 7];
        double e0 = e[k];
        double e1 = e[k + 1];
        double e2 = e[k + 2];
        double e3 = e[k + 3];
        double e4 = e[k + 4];
        double e5 = e[k + 5];
        double e6 = e[k + 6];
        double e7 = e[k + 7];
        for (int i = 0; i < y.length; i++) {
            y[i] += e0 * x0[i] + e1 * x1[i] + e2 * x2[i] + e3 * x3[i] + e4 * x4[i] + e5 * x5[i] + e6 * x6[i] + e7 * x7[i];
        }
    }
}
