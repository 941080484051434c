package dev.nibble.algorithms.hqq;

/**
 * A float32 sum in the order in which PyTorch's CPU kernels add, so that results agree with it to the last bit: hqq's
 * early stop depends on that order. For the sums of groups see {@link TorchMean}.
 *
 * <p>Adjacent numbers go to 8 vector lanes of 4 vectors side by side, numbers from different rows to one accumulator.
 * Either way each accumulator is a cascade: after every 2^k additions it is emptied into one a level higher. (PyTorch,
 * aten/src/ATen/native/cpu/SumKernel.cpp, {@code multi_row_sum} and {@code vectorized_inner_sum}.)
 */
final class TorchSum {
    static final int LANES = 8;
    static final int VECTORS = 4;
    static final int STREAMS = LANES * VECTORS;
    private static final int LEVELS = 4;

    private final long steps;
    private final int levelPower;
    private final float[][] levels;
    private long inVectors;
    private long step;
    private int stream;
    private float tail;

    /** @param count how many numbers there will be */
    TorchSum(long count) {
        this.steps = count / STREAMS;
        this.levelPower = levelPower(steps);
        this.levels = new float[LEVELS][STREAMS];
        this.inVectors = (count - steps * STREAMS) / LANES * LANES;
    }

    /** After 2^this many additions an accumulator is emptied into the next level. */
    static int levelPower(long steps) {
        return Math.max(4, (64 - Long.numberOfLeadingZeros(Math.max(1, steps - 1))) / LEVELS);
    }

    /** At most so many additions, each with a rounding, lie between a number and the sum. */
    static long additions(long count) {
        long steps = count / STREAMS;
        int power = levelPower(steps);
        return LEVELS * (1L << power) + (steps >> (LEVELS - 1) * power) + 2 * STREAMS;
    }

    /** How many numbers make a block: those that meet in the second level. */
    static long blockSize(long count) {
        return (long) STREAMS << 2 * levelPower(count / STREAMS);
    }

    /**
     * Adds up one block, which can be done apart from the others.
     *
     * @param values the block from index 0
     * @param count its length, {@link #blockSize}
     * @return what {@link #addBlock} takes
     */
    static float[] ofBlock(float[] values, int count) {
        int steps = (int) Math.sqrt(count / STREAMS); // of each of as many runs, a power of two
        float[] sums = new float[STREAMS];
        float[] run = new float[STREAMS];
        for (int from = 0; from < count; from += steps * STREAMS) {
            for (int lane = 0; lane < STREAMS; lane += LANES) {
                ofRun(values, from + lane, steps, run, lane);
            }
            for (int k = 0; k < STREAMS; k++) {
                sums[k] += run[k];
            }
        }
        return sums;
    }

    /** Eight sums at once: each alone would wait for its last addition. */
    private static void ofRun(float[] values, int from, int steps, float[] into, int at) {
        float a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        for (int step = 0, i = from; step < steps; step++, i += STREAMS) {
            a += values[i];
            b += values[i + 1];
            c += values[i + 2];
            d += values[i + 3];
            e += values[i + 4];
            f += values[i + 5];
            g += values[i + 6];
            h += values[i + 7];
        }
        into[at] = a;
        into[at + 1] = b;
        into[at + 2] = c;
        into[at + 3] = d;
        into[at + 4] = e;
        into[at + 5] = f;
        into[at + 6] = g;
        into[at + 7] = h;
    }

    /** Adds the next block; only whole blocks may have been added before. */
    void addBlock(float[] sums) {
        System.arraycopy(sums, 0, levels[1], 0, STREAMS);
        step += (1L << 2 * levelPower) - 1;
        endStep();
    }

    /** Adds the next number; after it there can be no more blocks. */
    void add(float value) {
        if (step < steps) {
            levels[0][stream] += value;
            if (++stream == STREAMS) {
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
        for (int k = 0; k < STREAMS; k++) {
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
