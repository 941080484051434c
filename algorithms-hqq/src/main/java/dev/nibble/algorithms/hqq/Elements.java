package dev.nibble.algorithms.hqq;

/**
 * Numbers of groups that lie side by side: element k of every group, in one array with a lane for each group, so that a loop
 * over lanes takes the same step for many groups. Each k has an array of its own, for the compiler makes vector instructions
 * of a loop only where it sees that what is written is not read at another index. Of a few long groups such arrays would be
 * mostly headers; theirs share one, and are copied out of it. Used by one thread.
 */
final class Elements {
    private static final int FEW = 16;

    private final int size;
    private final int lanes;
    private final float[][] arrays;
    private final float[] copy;

    /**
     * @param size how many elements each group has
     * @param lanes at most so many groups
     */
    Elements(int size, int lanes) {
        this.size = size;
        this.lanes = lanes;
        boolean few = lanes < FEW;
        this.arrays = few ? new float[1][Math.multiplyExact(size, lanes)] : new float[size][lanes];
        this.copy = few ? new float[lanes] : null;
    }

    /** How many elements each group has. */
    int size() {
        return size;
    }

    /** Element k of all groups, until the next call; what is written there counts once it is {@link #put}. */
    float[] get(int k) {
        if (copy == null) {
            return arrays[k];
        }
        System.arraycopy(arrays[0], k * lanes, copy, 0, lanes);
        return copy;
    }

    /** Keeps what was written to element k. */
    void put(int k) {
        if (copy != null) {
            System.arraycopy(copy, 0, arrays[0], k * lanes, lanes);
        }
    }

    /**
     * Takes some elements of neighbouring groups from a row of weights.
     *
     * @param from where the first group begins in the row
     * @param run how many elements of each group lie in the row, side by side
     * @param k which element the first of them is
     * @param lane of the first group
     * @param count how many groups
     */
    void take(float[] row, int from, int run, int k, int lane, int count) {
        if (run == 1 && copy == null) {
            System.arraycopy(row, from, arrays[k], lane, count);
            return;
        }
        int c = 0;
        for (; copy == null && c + 4 <= run; c += 4) {
            takeFour(row, from + c, run, k + c, lane, count);
        }
        for (; c < run; c++) {
            float[] into = get(k + c);
            for (int j = 0; j < count; j++) {
                into[lane + j] = row[from + c + j * run];
            }
            put(k + c);
        }
    }

    /** Four at once: the row is then read in pieces instead of single numbers. */
    private void takeFour(float[] row, int from, int run, int k, int lane, int count) {
        float[] a = arrays[k];
        float[] b = arrays[k + 1];
        float[] c = arrays[k + 2];
        float[] d = arrays[k + 3];
        for (int j = 0; j < count; j++) {
            int at = from + j * run;
            a[lane + j] = row[at];
            b[lane + j] = row[at + 1];
            c[lane + j] = row[at + 2];
            d[lane + j] = row[at + 3];
        }
    }

    /** Takes the elements of some groups, in ascending order of their places. */
    void take(Elements other, int[] places, int count) {
        for (int k = 0; k < size; k++) {
            float[] from = other.get(k);
            float[] into = get(k);
            for (int i = 0; i < count; i++) {
                into[i] = from[places[i]];
            }
            put(k);
        }
    }
}
