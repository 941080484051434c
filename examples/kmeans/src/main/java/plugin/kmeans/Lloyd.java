package plugin.kmeans;

/**
 * Lloyd's algorithm in one dimension. Values are sorted once; a cluster is then a range of them, and its mean a difference of
 * two prefix sums, so that an iteration takes {@code levels * log(values)} steps.
 */
final class Lloyd {
    private final float[] sorted;
    /** {@code sums[i]} is the sum of the first i values. */
    private final double[] sums;

    /** @param sorted in ascending order, finite */
    Lloyd(float[] sorted) {
        this.sorted = sorted;
        this.sums = new double[sorted.length + 1];
        for (int i = 0; i < sorted.length; i++) {
            sums[i + 1] = sums[i] + sorted[i];
        }
    }

    /**
     * Moves each level to the mean of the values that are nearest to it, until nothing moves. The squared error never rises.
     * A level without values stays where it is.
     *
     * @param table levels in ascending order, and so they stay
     */
    void improve(float[] table, long iterations) {
        boolean moved = true;
        for (long i = 0; moved && i < iterations; i++) {
            moved = step(table);
        }
    }

    /** The sum of the squared distances of all values from their nearest levels. */
    double error(float[] table) {
        double error = 0;
        for (float value : sorted) {
            double distance = (double) value - table[RowTable.nearest(table, value)];
            error += distance * distance;
        }
        return error;
    }

    private boolean step(float[] table) {
        boolean moved = false;
        int from = 0;
        for (int code = 0; code < table.length; code++) {
            // The border to the next level lies half-way between both as they were before this step.
            float old = table[code];
            int to = code + 1 == table.length ? sorted.length : border(from, ((double) old + table[code + 1]) / 2);
            if (to > from) {
                table[code] = (float) ((sums[to] - sums[from]) / (to - from));
                // A mean of rounded sums may lie a hair outside of what it is the mean of.
                table[code] = Math.clamp(table[code], sorted[from], sorted[to - 1]);
            }
            moved |= table[code] != old;
            from = to;
        }
        return moved;
    }

    /** The first index from {@code from} on whose value is above the border: on it, the lower level is as near. */
    private int border(int from, double border) {
        int low = from;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] > border) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
