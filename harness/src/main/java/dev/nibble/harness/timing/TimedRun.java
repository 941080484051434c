package dev.nibble.harness.timing;

/**
 * Times of one mode.
 *
 * @param nanos raw samples in nanoseconds per run, each the mean of one JMH iteration, in the order taken
 * @param reason why measuring stopped
 */
public record TimedRun(double[] nanos, String reason) {}
