package dev.nibble.models.calibrate;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/**
 * X^T X in float64, for rows that come one after the other. Rows are collected to blocks and columns taken in tiles, so that
 * each element of the matrix is loaded and stored once for a block and the block's tile stays in the first-level cache.
 * Holds 8 K^2 bytes and one block.
 */
final class Gram {
    static final int BLOCK = 32;
    static final int UNROLL = 4;
    static final int TILE = 128;

    /** Row i is filled from column i on; the rest is mirrored in the end. */
    private final double[][] rows;
    private final double[][] block;
    private int filled;

    Gram(int channels) {
        rows = new double[channels][channels];
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
        // Tiles share no element, so that the sums are the same whoever makes them.
        IntStream.range(0, Math.ceilDiv(rows.length, TILE)).parallel().forEach(this::addTile);
        filled = 0;
    }

    private void addTile(int tile) {
        int from = tile * TILE;
        int to = Math.min(rows.length, from + TILE);
        for (int i = 0; i < to; i++) {
            for (int b = 0; b < filled; b += UNROLL) {
                addTile(rows[i], block, block, i, Math.max(i, from), to, b);
            }
        }
    }

    /** Adds what four rows from b on have at channel i on the left, times what they have on the right. */
    // One row at a time and plain column indices: what the compiler vectorises.
    static void addTile(double[] into, double[][] left, double[][] right, int i, int from, int to, int b) {
        double[] x0 = right[b];
        double[] x1 = right[b + 1];
        double[] x2 = right[b + 2];
        double[] x3 = right[b + 3];
        double a0 = left[b][i];
        double a1 = left[b + 1][i];
        double a2 = left[b + 2][i];
        double a3 = left[b + 3][i];
        for (int j = from; j < to; j++) {
            into[j] += a0 * x0[j] + a1 * x1[j] + a2 * x2[j] + a3 * x3[j];
        }
    }

    /** The whole matrix, [K, K]. Ends the capture: what this holds is given up as it is copied. */
    Tensor matrix() {
        flush();
        int channels = rows.length;
        for (int i = 0; i < channels; i++) {
            for (int j = 0; j < i; j++) {
                rows[i][j] = rows[j][i];
            }
        }
        Tensor matrix = Tensor.allocate(ElementType.F64, Shape.of(channels, channels));
        for (int i = 0; i < channels; i++) {
            MemorySegment.copy(rows[i], 0, matrix.row(i), Layouts.DOUBLE, 0, channels);
            rows[i] = null;
        }
        return matrix;
    }
}
