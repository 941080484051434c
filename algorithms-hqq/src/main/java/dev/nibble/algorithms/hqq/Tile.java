package dev.nibble.algorithms.hqq;

import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Groups of equal length side by side, one in each lane, of one block after another. Used by one thread. */
final class Tile {
    private final Groups groups;
    private final int firstColumn;
    private final int columns;
    private final int run;
    private final Elements weights;
    private final Elements scaled;
    private final Moving moving;
    private Block block;

    /**
     * Without weights yet.
     *
     * @param groups of which this has those in some columns of the parameters
     * @param rows parameter rows of the largest block
     * @param firstColumn the first column
     * @param columns how many
     * @param run how many consecutive weights of a row these groups have
     */
    Tile(Groups groups, int rows, int firstColumn, int columns, int run) {
        this.groups = groups;
        this.firstColumn = firstColumn;
        this.columns = columns;
        this.run = run;
        this.weights = new Elements(run * groups.height(), rows * columns);
        this.scaled = new Elements(weights.size(), rows * columns);
        this.moving = new Moving(weights.size(), rows * columns);
    }

    /** Starts with another block, whose weights follow. */
    void start(Block next) {
        block = next;
    }

    /** Takes the weights of row r of the groups of the block's parameter row i. */
    void put(int i, int r, float[] row) {
        weights.take(row, firstColumn * groups.run(), run, r * run, i * columns, columns);
    }

    /** How many groups. */
    int lanes() {
        return block.count() * columns;
    }

    /** How many weights each group has. */
    int size() {
        return weights.size();
    }

    /** The weights. */
    Elements weights() {
        return weights;
    }

    /** The weights in steps, as the solver computes them. */
    Elements scaled() {
        return scaled;
    }

    /** Which groups move; of the solver. */
    Moving moving() {
        return moving;
    }

    /** Makes the scaled weights W s. */
    void multiply(float[] s) {
        for (int k = 0; k < size(); k++) {
            multiply(weights.get(k), s, lanes(), scaled.get(k));
            scaled.put(k);
        }
    }

    private static void multiply(float[] weights, float[] s, int lanes, float[] into) {
        for (int l = 0; l < lanes; l++) {
            into[l] = weights[l] * s[l];
        }
    }

    /** Makes the scaled weights W / scale. */
    void divide(float[] scale) {
        for (int k = 0; k < size(); k++) {
            divide(weights.get(k), scale, lanes(), scaled.get(k));
            scaled.put(k);
        }
    }

    private static void divide(float[] weights, float[] scale, int lanes, float[] into) {
        for (int l = 0; l < lanes; l++) {
            into[l] = weights[l] / scale[l];
        }
    }

    /** Gets the values of all lanes from a float32 parameter component. */
    void get(Tensor parameter, float[] into) {
        for (int i = 0; i < block.count(); i++) {
            MemorySegment.copy(parameter.row(block.first() + i), Layouts.FLOAT, 4L * firstColumn, into, i * columns, columns);
        }
    }

    /** Sets the values of all lanes in a float32 parameter component. */
    void set(Tensor parameter, float[] values) {
        for (int i = 0; i < block.count(); i++) {
            MemorySegment.copy(values, i * columns, parameter.row(block.first() + i), Layouts.FLOAT, 4L * firstColumn, columns);
        }
    }

    /** Sets the values of all lanes in rows of parameters, by row of the block. */
    void set(float[][] parameters, float[] values) {
        for (int i = 0; i < block.count(); i++) {
            System.arraycopy(values, i * columns, parameters[i], firstColumn, columns);
        }
    }

    /** Copies the weights of one lane. */
    void copyLane(int lane, float[] into) {
        for (int k = 0; k < size(); k++) {
            into[k] = weights.get(k)[lane];
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
            range(weights.get(k), lanes(), low, high);
        }
        for (int l = 0; l < lanes(); l++) {
            if (!Float.isFinite(low[l]) || !Float.isFinite(high[l])) {
                throw new IllegalArgumentException("hqq quantizes finite weights only, and a group of parameter row "
                        + (block.first() + l / columns) + " has weights from " + low[l] + " to " + high[l]
                        + "; mend them, or leave this tensor unquantized");
            }
        }
    }

    private static void range(float[] weights, int lanes, float[] low, float[] high) {
        for (int l = 0; l < lanes; l++) {
            low[l] = Math.min(low[l], weights[l]);
            high[l] = Math.max(high[l], weights[l]);
        }
    }
}
