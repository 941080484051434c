package dev.nibble.harness.timing;

import dev.nibble.runtime.oracle.Verdict;

/** A kernel that was right before it was timed and is not any more. */
public final class WrongAfterTimingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Verdict verdict;

    /** @param verdict the one that did not pass */
    public WrongAfterTimingException(Verdict verdict) {
        super(verdict.failure());
        this.verdict = verdict;
    }

    public Verdict verdict() {
        return verdict;
    }
}
