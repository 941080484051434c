package dev.nibble.benchmarks.race;

import java.util.Arrays;

/**
 * Median and quartiles of samples, interpolated linearly between ranks (type 7 of Hyndman and Fan, Sample quantiles in
 * statistical packages, 1996).
 */
public record Spread(double p25, double median, double p75) {
    /** @throws IllegalArgumentException if there are no samples */
    public static Spread of(double... samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("no samples, so no median");
        }
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        return new Spread(quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
    }

    private static double quantile(double[] sorted, double p) {
        double at = p * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
