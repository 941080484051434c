package dev.nibble.kernels.jvm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The tables of {@link PairTable}: what two codes of 2 bits with the inputs of their columns come to. */
final class PairSums {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int ENTRIES = 16;
    private static final int PAIRS = 8;

    private final float[] low = new float[ENTRIES];
    private final float[] high = new float[ENTRIES];

    /** @param levels of the four codes */
    PairSums(float[] levels) {
        for (int i = 0; i < ENTRIES; i++) {
            low[i] = levels[i % 4];
            high[i] = levels[i / 4];
        }
    }

    /** Floats that the tables of a row take. */
    static int size(Blocking blocking) {
        return Math.multiplyExact(blocking.packedColumns() / 2, ENTRIES);
    }

    /** Makes the tables of a row, in the order in which a word of {@link PanelLayout} has its nibbles. */
    void write(float[] row, Blocking blocking, float[] into) {
        int half = blocking.length() / 2;
        FloatVector one = FloatVector.fromArray(F, low, 0);
        FloatVector other = FloatVector.fromArray(F, high, 0);
        int to = 0;
        for (int block = 0; block < row.length; block += blocking.length()) {
            for (int word = block; word < block + half; word += PAIRS) {
                for (int pair = 0; pair < PAIRS; pair++) {
                    int column = word + 2 * pair + (pair < PAIRS / 2 ? 0 : half - PAIRS);
                    other.fma(FloatVector.broadcast(F, row[column + 1]), one.mul(row[column])).intoArray(into, to);
                    to += ENTRIES;
                }
            }
        }
    }
}
