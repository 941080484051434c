package dev.nibble.benchmarks.goal;

import dev.nibble.benchmarks.contender.Case;

/**
 * Whether a goal is reached in one case with one format.
 *
 * @param goal which
 * @param of the case
 * @param judged the entrant
 * @param peer the fastest of the peers, or what else was compared with
 * @param value in the unit of the goal's measure; NaN where something has no time
 * @param remark what is missing; empty if nothing is
 */
public record Finding(Goal goal, Case of, String judged, String peer, double value, String remark) {
    public boolean passed() {
        return value >= goal.bound();
    }
}
