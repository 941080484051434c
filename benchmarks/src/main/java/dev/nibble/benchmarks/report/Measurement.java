package dev.nibble.benchmarks.report;

import dev.nibble.benchmarks.contender.Case;
import dev.nibble.benchmarks.race.Spread;
import java.util.Optional;

/**
 * One contender on one case: a line of the results file.
 *
 * @param run which run; only times of one run and one case can be compared
 * @param of the case
 * @param name the entrant
 * @param served the kernel or operator; empty where none ran
 * @param weightBytes bytes of weight that a call reads, as the contender stores them
 * @param copies over which it rotated
 * @param bandwidth read bandwidth of memory in bytes per second, measured in the same run with the same threads; 0 if it
 *     was not measured
 * @param nanos median time of a call in each round; empty where there is no time
 * @param allocatedBytes on the Java heap by one call; -1 where there is no time
 * @param refused why there is no time; empty where there is one
 */
public record Measurement(
        String run,
        Case of,
        String name,
        String served,
        long weightBytes,
        int copies,
        double bandwidth,
        double[] nanos,
        long allocatedBytes,
        String refused) {
    /** Median and quartiles of a call, in nanoseconds; empty where there is no time. */
    public Optional<Spread> spread() {
        return nanos.length == 0 ? Optional.empty() : Optional.of(Spread.of(nanos));
    }

    /** Median time of a call in nanoseconds; NaN where there is none. */
    public double median() {
        return spread().map(Spread::median).orElse(Double.NaN);
    }

    /** Share of the read bandwidth that the weights alone take, in percent; NaN unless the case is cold and was timed. */
    public double percentOfBandwidth() {
        boolean known = of.mode() == Case.Mode.COLD && bandwidth > 0;
        return known ? 100 * weightBytes * 1e9 / median() / bandwidth : Double.NaN;
    }
}
