package dev.nibble.algorithms.hqq;

import java.util.Arrays;

/**
 * Means of groups in float32, side by side in lanes, added in the order in which PyTorch's CPU kernels add: hqq's
 * zero-points depend on it. The order is that of {@link TorchSum}, here for each stream from its first number to its last,
 * so that few sums are held at once.
 */
final class TorchMean {
    private static final int LEVELS = 4;

    /** Adds what element {@code k} of each lane contributes. */
    @FunctionalInterface
    interface Adder {
        void add(int k, float[] sums);
    }

    private final int count;
    private final boolean acrossRows;
    private final float[][] levels;
    private final float[] column;
    private int lanes;

    /**
     * @param count how many numbers each lane has
     * @param lanes at most so many
     * @param acrossRows whether they lie in different rows of a matrix
     */
    TorchMean(int count, int lanes, boolean acrossRows) {
        this.count = count;
        this.acrossRows = acrossRows;
        this.levels = new float[LEVELS][lanes];
        this.column = new float[lanes];
    }

    /** The means of the first so many lanes. */
    void of(Adder adder, int lanes, float[] into) {
        this.lanes = lanes;
        if (acrossRows) {
            stream(adder, 0, 1, count);
            System.arraycopy(levels[0], 0, into, 0, lanes);
        } else {
            sumAdjacent(adder, into);
        }
        for (int l = 0; l < lanes; l++) {
            into[l] /= count;
        }
    }

    private void sumAdjacent(Adder adder, float[] sum) {
        int steps = count / TorchSum.STREAMS;
        int vectors = count % TorchSum.STREAMS / TorchSum.LANES;
        Arrays.fill(sum, 0, lanes, 0);
        for (int k = steps * TorchSum.STREAMS + vectors * TorchSum.LANES; k < count; k++) {
            adder.add(k, sum);
        }
        for (int lane = 0; lane < TorchSum.LANES; lane++) {
            stream(adder, lane, TorchSum.STREAMS, steps);
            // Whole vectors that do not fill the row of four are added to the first of the four.
            for (int v = 0; v < vectors; v++) {
                adder.add(steps * TorchSum.STREAMS + v * TorchSum.LANES + lane, levels[0]);
            }
            System.arraycopy(levels[0], 0, column, 0, lanes);
            for (int v = 1; v < TorchSum.VECTORS; v++) {
                stream(adder, v * TorchSum.LANES + lane, TorchSum.STREAMS, steps);
                add(levels[0], column);
            }
            add(column, sum);
        }
    }

    /** Sums every {@code stride}-th element, as a cascade, into the lowest level. */
    private void stream(Adder adder, int first, int stride, int steps) {
        int power = TorchSum.levelPower(steps);
        long mask = (1L << power) - 1;
        int used = 0;
        Arrays.fill(levels[0], 0, lanes, 0);
        for (int step = 1, k = first; step <= steps; step++, k += stride) {
            adder.add(k, levels[0]);
            for (int j = 1; j < LEVELS && step < steps && (step & mask << (j - 1) * power) == 0; j++) {
                if (j > used) {
                    Arrays.fill(levels[j], 0, lanes, 0);
                    used = j;
                }
                moveUp(j - 1, j);
            }
        }
        for (int j = 1; j <= used; j++) {
            add(levels[j], levels[0]);
        }
    }

    private void moveUp(int from, int to) {
        add(levels[from], levels[to]);
        Arrays.fill(levels[from], 0, lanes, 0);
    }

    private void add(float[] values, float[] into) {
        add(values, lanes, into);
    }

    private static void add(float[] values, int lanes, float[] into) {
        for (int l = 0; l < lanes; l++) {
            into[l] += values[l];
        }
    }
}
