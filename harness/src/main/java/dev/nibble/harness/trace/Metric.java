package dev.nibble.harness.trace;

import java.util.Arrays;
import java.util.List;

/**
 * A measured quantity with its raw samples.
 *
 * @param name for example {@code time.hot} or {@code cosine.mean}
 * @param unit for example {@code ns}, {@code bytes/s}; empty for plain ratios
 * @param role whether the outcome is about it, or it rides along
 * @param better which direction is better
 * @param value the median of the samples, or the value itself where there is one sample
 * @param samples all raw samples in the order in which they were taken
 */
public record Metric(String name, String unit, Role role, Better better, double value, List<Double> samples) {
    /** Importance of a metric. */
    public enum Role { PRIMARY, SECONDARY }

    /** Which direction is better. */
    public enum Better { LOWER, HIGHER, NEITHER }

    public Metric {
        samples = List.copyOf(samples);
    }

    /** A metric that is one number. */
    public static Metric of(String name, String unit, Role role, Better better, double value) {
        return new Metric(name, unit, role, better, value, List.of(value));
    }

    /**
     * A metric from raw samples.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Metric ofSamples(String name, String unit, Role role, Better better, double... samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("metric " + name + " needs samples");
        }
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Metric(name, unit, role, better, median, Arrays.stream(samples).boxed().toList());
    }
}
