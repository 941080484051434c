package dev.nibble.runtime.oracle;

/**
 * What the oracle found.
 *
 * @param passed whether all that was run met its bound and broke no rule
 * @param maxError largest absolute error
 * @param worstRatio largest error over its bound; infinite if something other than accuracy was wrong
 * @param worstIndex row-major index of the output element with that ratio; -1 if none was compared
 * @param failure what was wrong and where; empty if it passed
 */
public record Verdict(boolean passed, double maxError, double worstRatio, long worstIndex, String failure) {
    /** Nothing was wrong, because nothing has been run yet. */
    public static Verdict clean() {
        return new Verdict(true, 0, 0, -1, "");
    }

    /** A failure other than one of accuracy. */
    public static Verdict broken(String failure) {
        return new Verdict(false, 0, Double.POSITIVE_INFINITY, -1, failure);
    }

    /** Both in one: the first failure, the worse error. */
    public Verdict and(Verdict other) {
        Verdict worse = other.worstRatio > worstRatio ? other : this;
        return new Verdict(passed && other.passed, Math.max(maxError, other.maxError), worse.worstRatio, worse.worstIndex,
                passed ? other.failure : failure);
    }
}
