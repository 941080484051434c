package dev.nibble.algorithms.gptq;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * {@code H = L D L^T} with L lower triangular and ones on its diagonal, D diagonal and positive, in float64.
 *
 * @param unitLower the rows of L; row i holds columns 0 to i
 * @param diagonal of D
 */
record TriangularFactor(double[][] unitLower, double[] diagonal) {
    private static final int BLOCK = 48;

    /** A pivot below this share of its diagonal element is rounding error: the matrix is not positive definite. */
    private static final double LEAST_PIVOT = 1e-13;

    /**
     * Factors by Cholesky's method in blocks of columns: each block is finished, then taken from all columns to its right.
     *
     * @param matrix the lower triangle of a symmetric matrix by rows, row i of length i + 1; overwritten
     * @throws NotPositiveDefiniteException if it is not positive definite; names the row
     */
    static TriangularFactor of(double[][] matrix) throws NotPositiveDefiniteException {
        double[] original = new double[matrix.length];
        Arrays.setAll(original, i -> matrix[i][i]);
        for (int from = 0; from < matrix.length; from += BLOCK) {
            int to = Math.min(matrix.length, from + BLOCK);
            for (int row = from; row < to; row++) {
                finishRow(matrix, row, from, row);
                double pivot = pivot(matrix[row], row, from);
                if (!(pivot > LEAST_PIVOT * original[row])) {
                    throw new NotPositiveDefiniteException(row);
                }
                matrix[row][row] = Math.sqrt(pivot);
            }
            takeFromTheRest(matrix, from, to);
        }
        return normalised(matrix);
    }

    /** Columns [from, to) of one row, given those columns of the rows above. */
    private static void finishRow(double[][] matrix, int row, int from, int to) {
        double[] own = matrix[row];
        for (int col = from; col < to; col++) {
            double[] other = matrix[col];
            double sum = own[col];
            for (int p = from; p < col; p++) {
                sum -= own[p] * other[p];
            }
            own[col] = sum / other[col];
        }
    }

    private static double pivot(double[] own, int row, int from) {
        double sum = own[row];
        for (int p = from; p < row; p++) {
            sum -= own[p] * own[p];
        }
        return sum;
    }

    private static void takeFromTheRest(double[][] matrix, int from, int to) {
        int n = matrix.length;
        IntStream.range(to, n).parallel().forEach(row -> finishRow(matrix, row, from, to));
        double[][] columns = new double[to - from][n];
        for (int row = to; row < n; row++) {
            for (int p = from; p < to; p++) {
                columns[p - from][row] = -matrix[row][p];
            }
        }
        IntStream.range(to, n).parallel().forEach(row -> {
            double[] own = matrix[row];
            Axpy.add(own, to, row + 1, own, from, columns, 0, columns.length);
        });
    }

    private static TriangularFactor normalised(double[][] lower) {
        double[] roots = new double[lower.length];
        double[] diagonal = new double[lower.length];
        for (int i = 0; i < lower.length; i++) {
            roots[i] = lower[i][i];
            diagonal[i] = roots[i] * roots[i];
        }
        IntStream.range(0, lower.length).parallel().forEach(i -> {
            double[] row = lower[i];
            for (int j = 0; j <= i; j++) {
                row[j] /= roots[j];
            }
        });
        return new TriangularFactor(lower, diagonal);
    }
}
