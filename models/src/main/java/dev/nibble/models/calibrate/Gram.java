package dev.nibble.models.calibrate;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * X^T X in float64, for rows that come one after the other. Rows are collected to blocks, so that each element of the matrix
 * is loaded and stored once for a block and not once for a row. Holds the upper triangle (4 K^2 bytes) and one block.
 */
final class Gram {
    private static final int BLOCK = 32;
    private static final int UNROLL = 4;

    private final double[][] upper;
    private final double[][] block;
    private int filled;

    Gram(int channels) {
        upper = new double[channels][];
        for (int i = 0; i < channels; i++) {
            upper[i] = new double[channels - i];
        }
        block = new double[BLOCK][channels];
    }

    /** Adds the row that begins at {@code from}. */
    void add(float[] x, int from) {
        double[] row = block[filled++];
        for (int k = 0; k < row.length; k++) {
            row[k] = x[from + k];
        }
        if (filled == BLOCK) {
            flush();
        }
    }

    private void flush() {
        for (int b = filled; b < BLOCK; b++) {
            java.util.Arrays.fill(block[b], 0);
        }
        for (int i = 0; i < upper.length; i++) {
            for (int b = 0; b < filled; b += UNROLL) {
                addBlock(upper[i], i, block[b], block[b + 1], block[b + 2], block[b + 3]);
            }
        }
        filled = 0;
    }

    private static void addBlock(double[] into, int i, double[] x0, double[] x1, double[] x2, double[] x3) {
        double a0 = x0[i];
        double a1 = x1[i];
        double a2 = x2[i];
        double a3 = x3[i];
        for (int j = 0; j < into.length; j++) {
            into[j] += a0 * x0[i + j] + a1 * x1[i + j] + a2 * x2[i + j] + a3 * x3[i + j];
        }
    }

    /** The whole matrix, [K, K]. */
    Tensor matrix() {
        flush();
        int k = upper.length;
        Tensor matrix = Tensor.allocate(ElementType.F64, Shape.of(k, k));
        double[] row = new double[k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < i; j++) {
                row[j] = upper[j][i - j];
            }
            System.arraycopy(upper[i], 0, row, i, k - i);
            MemorySegment.copy(row, 0, matrix.row(i), Layouts.DOUBLE, 0, k);
        }
        return matrix;
    }
}
