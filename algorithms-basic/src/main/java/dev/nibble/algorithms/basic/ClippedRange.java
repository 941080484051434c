package dev.nibble.algorithms.basic;

import dev.nibble.api.op.Int8Static;
import dev.nibble.api.tensor.Tensor;

/**
 * The int8 range with the smallest {@code sum (x - x')^2} over sampled values x and what their codes stand for: few values far
 * out cost all others their resolution, and clipping those is the smaller error. Ends are tried on a grid: the extremes times
 * {@code 2^(-i / 8)}, i = 0 .. 48, the same for both ends where codes are symmetric, and each for itself where they have a
 * zero. The extremes themselves are among them, so that no result is worse on the sample.
 */
final class ClippedRange {
    private static final int PER_OCTAVE = 8;
    private static final int STEPS = 48;
    /** How often the error of a candidate is compared with that of the best: after so many values. */
    private static final int STRIDE = 1024;

    private final float[] values;
    private Int8Static best;
    private double least = Double.POSITIVE_INFINITY;

    private ClippedRange(float[] values) {
        this.values = values;
    }

    /**
     * The best of the grid.
     *
     * @param samples [S, K]
     * @param low smallest value of all rows, sampled or not
     * @param high largest
     */
    static Int8Static find(Tensor samples, double low, double high, boolean zero) {
        ClippedRange search = new ClippedRange(values(samples));
        if (zero) {
            search.bothEnds(Math.min(low, 0), Math.max(high, 0));
        } else {
            search.magnitude(Math.max(-low, high));
        }
        return search.best;
    }

    private void magnitude(double largest) {
        for (int i = 0; i <= STEPS; i++) {
            attempt(Int8Static.symmetric(largest * share(i)));
        }
    }

    private void bothEnds(double low, double high) {
        for (int i = 0; i <= (low < 0 ? STEPS : 0); i++) {
            for (int j = 0; j <= (high > 0 ? STEPS : 0); j++) {
                attempt(Int8Static.affine(low * share(i), high * share(j)));
            }
        }
    }

    /** What is left of an end. */
    static double share(int step) {
        return Math.pow(2, -(double) step / PER_OCTAVE);
    }

    private static float[] values(Tensor samples) {
        float[] values = new float[Math.toIntExact(samples.shape().elements())];
        float[] row = new float[samples.shape().rowLength()];
        for (int r = 0; r < samples.shape().rows(); r++) {
            samples.readRow(r, row);
            System.arraycopy(row, 0, values, r * row.length, row.length);
        }
        return values;
    }

    private void attempt(Int8Static candidate) {
        double loss = 0;
        for (int from = 0; from < values.length && loss < least; from += STRIDE) {
            loss += loss(candidate, from, Math.min(values.length, from + STRIDE));
        }
        if (loss < least) {
            least = loss;
            best = candidate;
        }
    }

    private double loss(Int8Static candidate, int from, int to) {
        double sum = 0;
        for (int k = from; k < to; k++) {
            double error = values[k] - (double) (candidate.code(values[k]) - candidate.zero()) * candidate.scale();
            sum += error * error;
        }
        return sum;
    }
}
