package dev.nibble.algorithms.awq;

import java.util.Arrays;

/**
 * What the error e of one group of one row of weights does to the group's share of the output: {@code ||X_g e||^2}, as
 * {@code e^T (X_g^T X_g) e} in float64, because one group has few channels and many rows of inputs.
 *
 * @param gram X_g^T X_g
 */
record GroupError(double[][] gram) {
    /** For channels [from, to). */
    static GroupError on(float[][] inputs, int from, int to) {
        double[][] gram = new double[to - from][to - from];
        for (float[] row : inputs) {
            for (int i = 0; i < gram.length; i++) {
                double x = row[from + i];
                double[] sums = gram[i];
                for (int j = 0; j < sums.length; j++) {
                    sums[j] += x * row[from + j];
                }
            }
        }
        return new GroupError(gram);
    }

    /** @param products room for as many numbers as e has */
    double of(double[] e, double[] products) {
        Arrays.fill(products, 0);
        int i = 0;
        for (; i + 4 <= e.length; i += 4) {
            addFour(products, e, i);
        }
        for (; i < e.length; i++) {
            for (int j = 0; j < e.length; j++) {
                products[j] += e[i] * gram[i][j];
            }
        }
        double sum = 0;
        for (int j = 0; j < e.length; j++) {
            sum += e[j] * products[j];
        }
        return sum;
    }

    private void addFour(double[] products, double[] e, int i) {
        double[] g0 = gram[i];
        double[] g1 = gram[i + 1];
        double[] g2 = gram[i + 2];
        double[] g3 = gram[i + 3];
        double e0 = e[i];
        double e1 = e[i + 1];
        double e2 = e[i + 2];
        double e3 = e[i + 3];
        for (int j = 0; j < products.length; j++) {
            products[j] += e0 * g0[j] + e1 * g1[j] + e2 * g2[j] + e3 * g3[j];
        }
    }
}
