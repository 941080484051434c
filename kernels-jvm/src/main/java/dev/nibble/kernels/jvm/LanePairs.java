package dev.nibble.kernels.jvm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A row of int8 codes for {@link NibblePairs} and {@link CrumbPairs}: what a lane of 16 bits is multiplied with, a column of a
 * block's first half below one of its second half.
 */
final class LanePairs {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();

    private final Blocking blocking;
    private final int codes;
    private final int base;
    private final int middle;
    private final int zero;
    /** By column: how often the column before, which lies below in the same lane, is taken off. */
    private final float[] before;
    private final float[] pairs;
    private final float[] starts;
    private final int[] lifts;

    /**
     * @param bits of a code of the weight: 4 or 2
     * @param middle the code that sums of 16 bits are taken from
     * @param zero the code that counts as zero
     */
    LanePairs(Blocking blocking, int bits, int middle, int zero) {
        this.blocking = blocking;
        this.codes = Short.SIZE / bits;
        this.base = 1 << bits;
        this.middle = middle;
        this.zero = zero;
        this.before = new float[codes + LANES];
        for (int i = 0; i < before.length; i++) {
            before[i] = i % codes == 0 ? 0 : base;
        }
        this.pairs = new float[blocking.packedColumns() / 2];
        this.starts = new float[blocking.blocks() + 1];
        this.lifts = new int[blocking.blocks()];
    }

    /** The pairs, as integers in floats. */
    float[] pairs() {
        return pairs;
    }

    /** The start of both sums of each block, as a pair, and one more. */
    float[] starts() {
        return starts;
    }

    /** What is to be added to the sum of each block. */
    int[] lifts() {
        return lifts;
    }

    /** Takes a row of whole numbers from -127 to 127. */
    void write(float[] row) {
        int half = blocking.length() / 2;
        for (int block = 0; block < blocking.blocks(); block++) {
            int sums = write(row, 2 * block * half, half, block * half);
            int low = (short) sums;
            int high = sums - low >> 16;
            starts[block] = Float.intBitsToFloat(-middle * low & 0xFFFF | -middle * high << 16);
            lifts[block] = (middle - zero) * (low + high);
        }
    }

    /** Writes a block; gives the sum of its first half, plus that of its second half times 2^16. */
    private int write(float[] row, int at, int half, int to) {
        IntVector sums = IntVector.zero(IntVector.SPECIES_PREFERRED);
        int sum = 0;
        int i = 0;
        if (at == 0) {
            // There is nothing before the first column to load.
            for (; i < Math.min(half, LANES); i++) {
                sum += pair(row, at, half, i, to);
            }
        }
        for (; i <= half - LANES; i += LANES) {
            FloatVector low = FloatVector.fromArray(F, row, at + i);
            FloatVector high = FloatVector.fromArray(F, row, at + half + i);
            sums = sums.add((IntVector) high.fma(FloatVector.broadcast(F, 0x1p16f), low).convert(VectorOperators.F2I, 0));
            FloatVector less = FloatVector.fromArray(F, before, i % codes);
            low = low.sub(FloatVector.fromArray(F, row, at + i - 1).mul(less));
            high = high.sub(FloatVector.fromArray(F, row, at + half + i - 1).mul(less));
            IntVector pair = ((IntVector) low.convert(VectorOperators.F2I, 0)).and(0xFFFF)
                    .or(((IntVector) high.convert(VectorOperators.F2I, 0)).lanewise(VectorOperators.LSHL, 16));
            pair.reinterpretAsFloats().intoArray(pairs, to + i);
        }
        for (; i < half; i++) {
            sum += pair(row, at, half, i, to);
        }
        return sum + sums.reduceLanes(VectorOperators.ADD);
    }

    private int pair(float[] row, int at, int half, int i, int to) {
        boolean lowest = i % codes == 0;
        int low = (int) (row[at + i] - (lowest ? 0 : base * row[at + i - 1]));
        int high = (int) (row[at + half + i] - (lowest ? 0 : base * row[at + half + i - 1]));
        pairs[to + i] = Float.intBitsToFloat(low & 0xFFFF | high << 16);
        return (int) row[at + i] + ((int) row[at + half + i] << 16);
    }
}
