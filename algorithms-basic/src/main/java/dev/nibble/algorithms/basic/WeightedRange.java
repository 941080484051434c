package dev.nibble.algorithms.basic;

import dev.nibble.api.format.GroupCodec;
import dev.nibble.api.plugin.Settings;

/**
 * The range of one group with the smallest {@code sum_k h_k (w_k - d_k)^2}, d = decode(encode(w)), found in two steps:
 *
 * <ol>
 *   <li>a grid: both ends of [min, max] move inwards, each by i / steps of maxshrink (max - min), i = 0 .. steps;
 *   <li>least squares: for the codes of the best range so far, a and b minimise {@code sum_k h_k (w_k - a d_k - b)^2}, and
 *       [a low + b, a high + b] is tried, until that no longer helps. (ggml's make_qkx3_quants does so for its own grid; in
 *       terms of ranges it serves every format.)
 * </ol>
 *
 * Used by one thread, for one group after another.
 */
final class WeightedRange {
    /** How often the loss of a candidate is compared with that of the best: after so many weights. */
    private static final int STRIDE = 16;

    /**
     * What to try.
     *
     * @param steps positions for each end beside the outermost
     * @param maxShrink how far each end moves at most, as a share of the range
     * @param fits how often to fit by least squares
     */
    record Grid(int steps, double maxShrink, int fits) {
        static Grid of(Settings settings) {
            long steps = settings.integer("steps");
            double maxShrink = settings.number("maxshrink");
            long fits = settings.integer("fits");
            require(steps >= 1 && steps <= 1000, "steps", "a whole number from 1 to 1000", steps);
            require(maxShrink > 0 && maxShrink < 0.5, "maxshrink", "a number between 0 and 0.5", maxShrink);
            require(fits >= 0 && fits <= 1000, "fits", "a whole number from 0 to 1000", fits);
            return new Grid((int) steps, maxShrink, (int) fits);
        }

        private static void require(boolean met, String option, String required, Object found) {
            if (!met) {
                throw new IllegalArgumentException("option " + option + " of wmse takes " + required + ", not " + found);
            }
        }
    }

    private final GroupCodec codec;
    private final Grid grid;
    private final float[] weights;
    private final float[] importance;
    private final float[] parameters;
    private int count;
    private float low;
    private float high;
    private double least;

    WeightedRange(GroupCodec codec, Grid grid, int capacity) {
        this.codec = codec;
        this.grid = grid;
        this.weights = new float[capacity];
        this.importance = new float[capacity];
        this.parameters = new float[codec.parameters()];
    }

    /** Adds weights of the group with the importance of their columns. */
    void add(float[] row, float[] byColumn, int from, int width) {
        System.arraycopy(row, from, weights, count, width);
        System.arraycopy(byColumn, from, importance, count, width);
        count += width;
    }

    /** Sets the best range for what was added, and is then empty. */
    void find(float[] range) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (int k = 0; k < count; k++) {
            min = Math.min(min, weights[k]);
            max = Math.max(max, weights[k]);
        }
        least = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= grid.steps && least > 0; i++) {
            for (int j = 0; j <= grid.steps; j++) {
                attempt((float) (min + shrink(i) * ((double) max - min)), (float) (max - shrink(j) * ((double) max - min)));
            }
        }
        for (int fit = 0; fit < grid.fits && least > 0 && attemptFit(); fit++) {
            // each fit starts from the range that the last one found
        }
        range[0] = low;
        range[1] = high;
        count = 0;
    }

    private double shrink(int step) {
        return grid.maxShrink * step / grid.steps;
    }

    private boolean attempt(float triedLow, float triedHigh) {
        if (!(triedLow <= triedHigh) || Float.isInfinite(triedLow) || Float.isInfinite(triedHigh)) {
            return false;
        }
        codec.fit(triedLow, triedHigh, parameters);
        double loss = 0;
        for (int from = 0; from < count && loss < least; from += STRIDE) {
            loss += loss(from, Math.min(count, from + STRIDE));
        }
        if (loss < least) {
            least = loss;
            low = triedLow;
            high = triedHigh;
            return true;
        }
        return false;
    }

    private double loss(int from, int to) {
        double sum = 0;
        for (int k = from; k < to; k++) {
            double error = (double) weights[k] - codec.decode(codec.encode(weights[k], parameters), parameters);
            sum += importance[k] * error * error;
        }
        return sum;
    }

    private boolean attemptFit() {
        codec.fit(low, high, parameters);
        double h = 0;
        double d1 = 0;
        double d2 = 0;
        double w1 = 0;
        double wd = 0;
        for (int k = 0; k < count; k++) {
            double decoded = codec.decode(codec.encode(weights[k], parameters), parameters);
            h += importance[k];
            d1 += importance[k] * decoded;
            d2 += importance[k] * decoded * decoded;
            w1 += (double) importance[k] * weights[k];
            wd += importance[k] * decoded * weights[k];
        }
        double determinant = h * d2 - d1 * d1;
        if (!(determinant > 1e-12 * h * d2)) {
            return false; // all decode to the same
        }
        double a = (h * wd - d1 * w1) / determinant;
        double b = (w1 - a * d1) / h;
        return attempt((float) (a * low + b), (float) (a * high + b));
    }
}
