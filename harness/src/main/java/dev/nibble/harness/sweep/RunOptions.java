package dev.nibble.harness.sweep;

import dev.nibble.harness.timing.TimingPolicy;
import java.time.Duration;

/**
 * How cells are run.
 *
 * @param timing how kernels are timed
 * @param contracts whether kernels' contracts are proven and saved
 * @param sentences how many sentences of the evaluation text a model cell embeds
 * @param limit how long a cell may take before its worker is killed
 */
public record RunOptions(TimingPolicy timing, boolean contracts, int sentences, Duration limit) {
    /** How many seconds a cell may take if nothing else is said. */
    public static final int USUAL_LIMIT = 600;
}
