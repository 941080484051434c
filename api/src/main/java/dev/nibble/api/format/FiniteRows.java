package dev.nibble.api.format;

import dev.nibble.api.tensor.Tensor;

/** Reads weights that are to be encoded and refuses what is not finite. */
final class FiniteRows {
    private FiniteRows() {}

    /**
     * Reads a row as float32.
     *
     * @throws IllegalArgumentException if a value is NaN, infinite or beyond float32; the message names row and column
     */
    static void read(Tensor weights, long row, float[] into) {
        weights.readRow(row, into);
        require(into, row);
    }

    /** As {@link #read}, for a row that was read. */
    static void require(float[] values, long row) {
        for (int col = 0; col < values.length; col++) {
            if (!Float.isFinite(values[col])) {
                throw new IllegalArgumentException("the weight at row " + row + ", column " + col + " is " + values[col]
                        + " in float32; only finite weights can be quantized: mend it, or leave this tensor unquantized");
            }
        }
    }

    /** The largest magnitude of all weights. */
    static float absmax(Tensor weights) {
        float[] row = new float[weights.shape().rowLength()];
        float max = 0;
        for (long r = 0; r < weights.shape().rows(); r++) {
            read(weights, r, row);
            for (float value : row) {
                max = Math.max(max, Math.abs(value));
            }
        }
        return max;
    }
}
