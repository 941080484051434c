package dev.nibble.runtime.dispatch;

/** No kernel may serve a request. */
public final class NoEligibleKernelException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Explanation explanation;

    public NoEligibleKernelException(Explanation explanation) {
        super("no kernel is eligible for " + explanation + "\nEither choose a format, shape or device that one of them"
                + " supports, or add a plugin with a kernel for it, or allow the reference kernel as a fallback"
                + " (Fallback.REFERENCE), which is slow and is counted.");
        this.explanation = explanation;
    }

    public Explanation explanation() {
        return explanation;
    }
}
