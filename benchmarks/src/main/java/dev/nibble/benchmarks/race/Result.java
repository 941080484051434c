package dev.nibble.benchmarks.race;

/** What a race found of one contender. */
public sealed interface Result {
    /**
     * Right before and after.
     *
     * @param nanos median time of a call in each round, in nanoseconds
     * @param allocatedBytes on the Java heap by one call
     */
    record Timed(double[] nanos, long allocatedBytes) implements Result {}

    /** The output was not what it should be; there is no time. */
    record Wrong(String what) implements Result {}
}
