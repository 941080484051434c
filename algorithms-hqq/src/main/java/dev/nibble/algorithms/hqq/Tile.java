package dev.nibble.algorithms.hqq;

import dev.nibble.api.tensor.Tensor;
import java.util.Arrays;

/**
 * Groups of equal length side by side: one group in each lane, so that a loop over lanes computes the same step for many
 * groups, and sums within a group need no sum across a vector. Used by one thread.
 *
 * <p>Element k of lane l lies at {@code k * stride + l}.
 */
final class Tile {
    /** Keeps the elements of a lane from falling into one set of the cache. */
    private static final int PADDING = 16;

    private final Block block;
    private final int firstColumn;
    private final int columns;
    private final int run;
    private final int height;
    private final float[] weights;
    private final float[] scaled;
    private final byte[] codes;
    // Rows are copied here for loops over lanes: the compiler makes vector instructions of a loop only where it sees that
    // what is written is not read at another index, and it cannot tell two arrays from two parts of one.
    private final float[] weightsRow;
    private final float[] scaledRow;

    /**
     * Without weights yet.
     *
     * @param block of whose groups this has those in some columns
     * @param firstColumn the first column
     * @param columns how many
     * @param run how many consecutive weights of a row these groups have
     */
    Tile(Block block, int firstColumn, int columns, int run) {
        this.block = block;
        this.firstColumn = firstColumn;
        this.columns = columns;
        this.run = run;
        this.height = block.groups().height();
        this.weights = new float[size() * stride()];
        this.scaled = new float[weights.length];
        this.codes = new byte[weights.length];
        this.weightsRow = new float[lanes()];
        this.scaledRow = new float[lanes()];
    }

    /** How many groups. */
    int lanes() {
        return block.count() * columns;
    }

    /** From one element of a lane to the next. */
    private int stride() {
        return (int) stride(lanes());
    }

    static long stride(long lanes) {
        return lanes < PADDING ? lanes : lanes + PADDING;
    }

    /** How many weights each group has. */
    int size() {
        return run * height;
    }

    /** Element k of all lanes, until the next call. */
    float[] weights(int k) {
        System.arraycopy(weights, k * stride(), weightsRow, 0, weightsRow.length);
        return weightsRow;
    }

    /** Element k of all lanes times the inverse scale, as the solver computes it, until the next call. */
    float[] scaled(int k) {
        System.arraycopy(scaled, k * stride(), scaledRow, 0, scaledRow.length);
        return scaledRow;
    }

    /** Makes the scaled weights W s. */
    void multiply(float[] s) {
        for (int k = 0; k < size(); k++) {
            multiply(weights(k), s, scaledRow);
            System.arraycopy(scaledRow, 0, scaled, k * stride(), scaledRow.length);
        }
    }

    private static void multiply(float[] weights, float[] s, float[] into) {
        for (int l = 0; l < into.length; l++) {
            into[l] = weights[l] * s[l];
        }
    }

    /** Makes the scaled weights W / scale. */
    void divide(float[] scale) {
        for (int k = 0; k < size(); k++) {
            divide(weights(k), scale, scaledRow);
            System.arraycopy(scaledRow, 0, scaled, k * stride(), scaledRow.length);
        }
    }

    private static void divide(float[] weights, float[] scale, float[] into) {
        for (int l = 0; l < into.length; l++) {
            into[l] = weights[l] / scale[l];
        }
    }

    /** Gets the values of all lanes from a parameter component. */
    void get(Tensor parameter, float[] into) {
        for (int i = 0, lane = 0; i < block.count(); i++) {
            for (int j = 0; j < columns; j++, lane++) {
                into[lane] = parameter.getFloat(block.first() + i, firstColumn + j);
            }
        }
    }

    /** Sets the values of all lanes in a parameter component. */
    void set(Tensor parameter, float[] values) {
        for (int i = 0, lane = 0; i < block.count(); i++) {
            for (int j = 0; j < columns; j++, lane++) {
                parameter.setFloat(block.first() + i, firstColumn + j, values[lane]);
            }
        }
    }

    /** Takes the weights of row r of the groups of the block's parameter row i. */
    void put(int i, int r, float[] row) {
        int stride = stride();
        int into = r * run * stride + i * columns;
        if (run == 1) {
            System.arraycopy(row, firstColumn, weights, into, columns);
            return;
        }
        for (int j = 0; j < columns; j++) {
            int from = (firstColumn + j) * block.groups().run();
            for (int c = 0, at = into + j; c < run; c++, at += stride) {
                weights[at] = row[from + c];
            }
        }
    }

    /** Chooses the codes of all weights under the zeros of their groups. */
    void encode(float[] z, int top) {
        int[] row = new int[lanes()];
        for (int k = 0; k < size(); k++) {
            HalfQuadratic.codes(scaled(k), z, top, row);
            narrow(row, codes, k * stride());
        }
    }

    private static void narrow(int[] from, byte[] into, int at) {
        for (int l = 0; l < from.length; l++) {
            into[at + l] = (byte) from[l];
        }
    }

    /** Puts the codes of row r of the groups of the block's parameter row i where they belong. */
    void codes(int i, int r, byte[] row) {
        int stride = stride();
        int from = r * run * stride + i * columns;
        if (run == 1) {
            System.arraycopy(codes, from, row, firstColumn, columns);
            return;
        }
        for (int j = 0; j < columns; j++) {
            int into = (firstColumn + j) * block.groups().run();
            for (int c = 0, at = from + j; c < run; c++, at += stride) {
                row[into + c] = codes[at];
            }
        }
    }

    /** Copies the weights of one lane. */
    void copyLane(int lane, float[] into) {
        for (int k = 0, at = lane; k < size(); k++, at += stride()) {
            into[k] = weights[at];
        }
    }

    /**
     * Finds the least and the largest weight of each lane.
     *
     * @throws IllegalArgumentException if a weight is not finite
     */
    void range(float[] low, float[] high) {
        Arrays.fill(low, Float.POSITIVE_INFINITY);
        Arrays.fill(high, Float.NEGATIVE_INFINITY);
        for (int k = 0; k < size(); k++) {
            range(weights(k), low, high);
        }
        for (int l = 0; l < lanes(); l++) {
            if (!Float.isFinite(low[l]) || !Float.isFinite(high[l])) {
                throw new IllegalArgumentException("hqq quantizes finite weights only, and a group of parameter row "
                        + (block.first() + l / columns) + " has weights from " + low[l] + " to " + high[l]
                        + "; mend them, or leave this tensor unquantized");
            }
        }
    }

    private static void range(float[] weights, float[] low, float[] high) {
        for (int l = 0; l < low.length; l++) {
            low[l] = Math.min(low[l], weights[l]);
            high[l] = Math.max(high[l], weights[l]);
        }
    }
}
