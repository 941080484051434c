package dev.nibble.api.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Finds the least and the largest value of each group of some rows. Floats are compared as ints that stand in the same order,
 * -0 before 0, because the least of ints is one vector instruction and that of floats is many. Used by one thread.
 */
final class GroupExtremes {
    private static final int LARGEST = key(Float.floatToRawIntBits(Float.MAX_VALUE));
    private static final int LEAST = key(Float.floatToRawIntBits(-Float.MAX_VALUE));

    private final int run;
    private final int[] keys;
    private final int[] low;
    private final int[] high;

    /**
     * @param cols values of a row
     * @param run how many consecutive ones belong to one group
     * @param groups how many groups
     */
    GroupExtremes(int cols, int run, int groups) {
        this.run = run;
        this.keys = new int[cols];
        this.low = new int[groups];
        this.high = new int[low.length];
    }

    /** The place of a float among all others, from its bits; its own inverse. */
    private static int key(int bits) {
        return bits ^ bits >> 31 & Integer.MAX_VALUE;
    }

    /**
     * Finds the extremes; of groups without values they are 0.
     *
     * @param least by group
     * @param largest by group
     * @return whether all values are finite
     */
    boolean find(float[][] rows, float[] least, float[] largest) {
        if (rows.length == 0 || keys.length == 0) {
            Arrays.fill(least, 0);
            Arrays.fill(largest, 0);
            return true;
        }
        Arrays.fill(low, Integer.MAX_VALUE);
        Arrays.fill(high, Integer.MIN_VALUE);
        for (float[] row : rows) {
            MemorySegment.copy(MemorySegment.ofArray(row), ValueLayout.JAVA_INT, 0, keys, 0, keys.length);
            if (run == 1) {
                addSingly();
            } else {
                order();
                add();
            }
        }
        boolean finite = true;
        for (int g = 0; g < low.length; g++) {
            finite &= low[g] >= LEAST && high[g] <= LARGEST;
            least[g] = Float.intBitsToFloat(key(low[g]));
            largest[g] = Float.intBitsToFloat(key(high[g]));
        }
        return finite;
    }

    private void order() {
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key(keys[i]);
        }
    }

    private void add() {
        for (int from = 0, g = 0; from < keys.length; from += run, g++) {
            int to = Math.min(keys.length, from + run);
            int least = low[g];
            int largest = high[g];
            for (int i = from; i < to; i++) {
                least = Math.min(least, keys[i]);
                largest = Math.max(largest, keys[i]);
            }
            low[g] = least;
            high[g] = largest;
        }
    }

    private void addSingly() {
        for (int i = 0; i < low.length; i++) {
            int key = key(keys[i]);
            low[i] = Math.min(low[i], key);
            high[i] = Math.max(high[i], key);
        }
    }
}
