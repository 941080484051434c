package dev.nibble.harness.timing;

import java.util.Arrays;
import java.util.SplittableRandom;

/** How well the median of some samples is known. */
public final class Noise {
    private static final int RESAMPLES = 400;

    private Noise() {}

    /** The middle value; the mean of the two middle ones where their number is even. */
    public static double median(double[] samples) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /**
     * Half the width of the median's 95 % bootstrap interval, relative to the median. Seeded: the same samples give the
     * same answer.
     *
     * @return infinity for fewer than three samples
     */
    public static double ofMedian(double[] samples) {
        if (samples.length < 3) {
            return Double.POSITIVE_INFINITY;
        }
        SplittableRandom random = new SplittableRandom(samples.length);
        double[] medians = new double[RESAMPLES];
        double[] drawn = new double[samples.length];
        for (int i = 0; i < RESAMPLES; i++) {
            for (int j = 0; j < drawn.length; j++) {
                drawn[j] = samples[random.nextInt(samples.length)];
            }
            medians[i] = median(drawn);
        }
        Arrays.sort(medians);
        double low = medians[(int) (0.025 * RESAMPLES)];
        double high = medians[(int) (0.975 * RESAMPLES) - 1];
        return (high - low) / 2 / median(samples);
    }
}
