package dev.nibble.algorithms.hqq;

/**
 * A float32 sum in the order in which PyTorch's CPU kernels add, so that results agree with it to the last bit: hqq's
 * zero-points and its early stop depend on that order.
 *
 * <p>Adjacent numbers go to 8 vector lanes of 4 vectors side by side, numbers from different rows to one accumulator.
 * Either way each accumulator is a cascade: after every 2^k additions it is emptied into one a level higher. (PyTorch,
 * aten/src/ATen/native/cpu/SumKernel.cpp, {@code multi_row_sum} and {@code vectorized_inner_sum}.)
 */
final class TorchSum {
    private static final int LANES = 8;
    private static final int VECTORS = 4;
    private static final int LEVELS = 4;

    private final int streams;
    private final long steps;
    private final int levelPower;
    private final float[][] levels;
    private long inVectors;
    private long step;
    private int stream;
    private float tail;

    private TorchSum(long count, int streams) {
        this.streams = streams;
        this.steps = count / streams;
        this.levelPower = Math.max(4, (64 - Long.numberOfLeadingZeros(Math.max(1, steps - 1))) / LEVELS);
        this.levels = new float[LEVELS][streams];
        this.inVectors = streams == 1 ? 0 : (count - steps * streams) / LANES * LANES;
    }

    /** Of numbers that lie side by side. */
    static TorchSum adjacent(long count) {
        return new TorchSum(count, LANES * VECTORS);
    }

    /** Of numbers in the same column of different rows. */
    static TorchSum acrossRows(long count) {
        return new TorchSum(count, 1);
    }

    /** The mean of the first {@code n} values, as {@code torch.mean} has it. */
    static float mean(float[] values, int n, boolean acrossRows) {
        TorchSum sum = acrossRows ? acrossRows(n) : adjacent(n);
        sum.add(values, 0, n);
        return sum.result() / n;
    }

    /** Adds the values from one index to before another. */
    void add(float[] values, int from, int to) {
        int i = from;
        while (i < to) {
            if (stream == 0 && step < steps && to - i >= streams) {
                addStep(values, i);
                i += streams;
            } else {
                add(values[i++]);
            }
        }
    }

    private void addStep(float[] values, int from) {
        float[] sums = levels[0];
        for (int k = 0; k < sums.length; k++) {
            sums[k] += values[from + k];
        }
        endStep();
    }

    private void add(float value) {
        if (step < steps) {
            levels[0][stream] += value;
            if (++stream == streams) {
                stream = 0;
                endStep();
            }
        } else if (inVectors > 0) {
            addToLanes(value);
        } else {
            tail += value;
        }
    }

    private void endStep() {
        long mask = (1L << levelPower) - 1;
        if ((++step & mask) != 0 && step != steps) {
            return;
        }
        for (int j = 1; j < LEVELS && (step & mask << (j - 1) * levelPower) == 0; j++) {
            moveUp(j - 1, j);
        }
        if (step == steps) {
            for (int j = 1; j < LEVELS; j++) {
                moveUp(j, 0);
            }
        }
    }

    private void moveUp(int from, int to) {
        for (int k = 0; k < streams; k++) {
            levels[to][k] += levels[from][k];
            levels[from][k] = 0;
        }
    }

    /** Whole vectors that do not fill the row of four are added to the first of the four. */
    private void addToLanes(float value) {
        levels[0][stream] += value;
        stream = (stream + 1) % LANES;
        inVectors--;
    }

    /** The sum, once all numbers were added. */
    float result() {
        if (streams == 1) {
            return levels[0][0];
        }
        float sum = tail;
        for (int lane = 0; lane < LANES; lane++) {
            float column = levels[0][lane];
            for (int v = 1; v < VECTORS; v++) {
                column += levels[0][v * LANES + lane];
            }
            sum += column;
        }
        return sum;
    }
}
