package dev.nibble.algorithms.gptq;

import dev.nibble.api.format.GroupCodec;

/**
 * GPTQ as it is published, in the plainest way: the inverse of H by Gauss-Jordan, its upper Cholesky factor, and after each
 * channel an update of all weights that are still free (algorithm 1). An oracle for {@link Sweep}, which has neither.
 */
final class PublishedGptq {
    private PublishedGptq() {}

    /**
     * Codes of one row.
     *
     * @param parameters of each group
     * @param order of the channels
     */
    static int[] codes(float[] row, double[][] gram, double damping, int[] order, GroupCodec codec, float[][] parameters,
            int group) {
        int n = row.length;
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += gram[i][i];
        }
        double[][] h = new double[n][n];
        double[] w = new double[n];
        for (int i = 0; i < n; i++) {
            w[i] = row[order[i]];
            for (int j = 0; j < n; j++) {
                h[i][j] = gram[order[i]][order[j]] + (i == j ? damping * trace / n : 0);
            }
        }
        double[][] u = upperCholesky(inverse(h));
        int[] codes = new int[n];
        for (int i = 0; i < n; i++) {
            float[] p = parameters[order[i] / group];
            int code = codec.encode((float) w[i], p);
            codes[order[i]] = code;
            double error = (w[i] - codec.decode(code, p)) / u[i][i];
            for (int j = i; j < n; j++) {
                w[j] -= error * u[i][j];
            }
        }
        return codes;
    }

    private static double[][] inverse(double[][] matrix) {
        int n = matrix.length;
        double[][] a = new double[n][2 * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(matrix[i], 0, a[i], 0, n);
            a[i][n + i] = 1;
        }
        for (int p = 0; p < n; p++) {
            double pivot = a[p][p];
            for (int j = 0; j < 2 * n; j++) {
                a[p][j] /= pivot;
            }
            for (int i = 0; i < n; i++) {
                double factor = i == p ? 0 : a[i][p];
                for (int j = 0; factor != 0 && j < 2 * n; j++) {
                    a[i][j] -= factor * a[p][j];
                }
            }
        }
        double[][] inverse = new double[n][n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(a[i], n, inverse[i], 0, n);
        }
        return inverse;
    }

    /** U with matrix = U^T U. */
    private static double[][] upperCholesky(double[][] matrix) {
        int n = matrix.length;
        double[][] u = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                double sum = matrix[i][j];
                for (int p = 0; p < i; p++) {
                    sum -= u[p][i] * u[p][j];
                }
                u[i][j] = j == i ? Math.sqrt(sum) : sum / u[i][i];
            }
        }
        return u;
    }
}
