package dev.nibble.benchmarks.race;

import java.time.Duration;

/**
 * How long to measure.
 *
 * @param rounds in each of which everybody is timed once
 * @param slice how long one is timed in a round
 * @param leastCalls calls in a slice, however long they take
 * @param leastWarmUp for each contender before the first round
 * @param mostWarmUp however unstable its times still are
 */
public record Pace(int rounds, Duration slice, int leastCalls, Duration leastWarmUp, Duration mostWarmUp) {
    /** For results that are to be kept. */
    public static final Pace USUAL = new Pace(15, Duration.ofMillis(60), 3, Duration.ofSeconds(2), Duration.ofSeconds(8));

    /** For tuning a kernel: ratios are good to some ten percent. */
    public static final Pace QUICK = new Pace(7, Duration.ofMillis(30), 2, Duration.ofMillis(1200), Duration.ofSeconds(4));

    public Pace {
        if (rounds < 1 || leastCalls < 1) {
            throw new IllegalArgumentException("rounds and calls are at least 1, not " + rounds + ", " + leastCalls);
        }
    }

    /** The same with other rounds. */
    public Pace withRounds(int other) {
        return new Pace(other, slice, leastCalls, leastWarmUp, mostWarmUp);
    }
}
