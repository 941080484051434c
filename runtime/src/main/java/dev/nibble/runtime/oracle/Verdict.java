package dev.nibble.runtime.oracle;

import dev.nibble.api.device.program.ProgramException;
import java.util.Optional;

/**
 * What the oracle found.
 *
 * @param passed whether all that was run met its bound and broke no rule
 * @param maxError largest absolute error
 * @param worstRatio largest error over its bound; infinite if something other than accuracy was wrong
 * @param worstIndex row-major index of the output element with that ratio; -1 if none was compared
 * @param failure what was wrong and where; empty if it passed
 * @param fault what sort of failure of the device, its driver or its compiler ended it, so that there is no result that could
 *     be right or wrong; empty if it passed, or the kernel itself is wrong
 */
public record Verdict(boolean passed, double maxError, double worstRatio, long worstIndex, String failure,
        Optional<ProgramException.Kind> fault) {
    /** Results that were compared. */
    public Verdict(boolean passed, double maxError, double worstRatio, long worstIndex, String failure) {
        this(passed, maxError, worstRatio, worstIndex, failure, Optional.empty());
    }

    /** Nothing was wrong, because nothing has been run yet. */
    public static Verdict clean() {
        return new Verdict(true, 0, 0, -1, "");
    }

    /** A failure other than one of accuracy. */
    public static Verdict broken(String failure) {
        return new Verdict(false, 0, Double.POSITIVE_INFINITY, -1, failure);
    }

    /** A device, its driver or its compiler that did not do what it was asked to. */
    public static Verdict failed(ProgramException cause) {
        return new Verdict(false, 0, Double.POSITIVE_INFINITY, -1, cause.getMessage(), Optional.of(cause.kind()));
    }

    /** The same with words before the failure. */
    Verdict prefixed(String where) {
        return new Verdict(passed, maxError, worstRatio, worstIndex, where + ": " + failure, fault);
    }

    /** Both in one: the first failure, the worse error. */
    public Verdict and(Verdict other) {
        Verdict worse = other.worstRatio > worstRatio ? other : this;
        Verdict first = passed ? other : this;
        return new Verdict(passed && other.passed, Math.max(maxError, other.maxError), worse.worstRatio, worse.worstIndex,
                first.failure, first.fault);
    }
}
