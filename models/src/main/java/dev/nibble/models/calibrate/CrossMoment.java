package dev.nibble.models.calibrate;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * {@code Y^T (X - Y)} in float64 for rows of X and Y that come in pairs: how the error of an input goes with the input. In blocks
 * and tiles as {@link Gram}. Holds 8 K^2 bytes and two blocks.
 */
final class CrossMoment {
    private final double[][] rows;
    private final double[][] inputs;
    private final double[][] errors;
    private int filled;

    CrossMoment(int channels) {
        rows = new double[channels][channels];
        inputs = new double[Gram.BLOCK][channels];
        errors = new double[Gram.BLOCK][channels];
    }

    /**
     * Adds pairs of rows.
     *
     * @param x what the rows should be, [m, K]
     * @param y what they are, [m, K]
     */
    void add(int m, float[] x, float[] y) {
        int channels = rows.length;
        for (int r = 0; r < m; r++) {
            double[] input = inputs[filled];
            double[] error = errors[filled];
            for (int k = 0; k < channels; k++) {
                input[k] = y[r * channels + k];
                error[k] = (double) x[r * channels + k] - y[r * channels + k];
            }
            filled++;
            if (filled == Gram.BLOCK) {
                flush();
            }
        }
    }

    private void flush() {
        for (int b = filled; b < Gram.BLOCK; b++) {
            Arrays.fill(inputs[b], 0);
            Arrays.fill(errors[b], 0);
        }
        IntStream.range(0, Math.ceilDiv(rows.length, Gram.TILE)).parallel().forEach(tile -> {
            int from = tile * Gram.TILE;
            int to = Math.min(rows.length, from + Gram.TILE);
            for (int i = 0; i < rows.length; i++) {
                for (int b = 0; b < filled; b += Gram.UNROLL) {
                    Gram.addTile(rows[i], inputs, errors, i, from, to, b);
                }
            }
        });
        filled = 0;
    }

    /** Row k is that of channel k of Y. Ends the sum. */
    double[][] matrix() {
        flush();
        return rows;
    }
}
