package dev.nibble.bundles.jar;

/** A jar that is not used. The message says why and what would help, and does not name the jar. */
public final class RefusedJarException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean unfinished;

    public RefusedJarException(String reason) {
        this(reason, false);
    }

    /** @param unfinished whether the jar may be one that is still being copied, so that another look is worth while */
    public RefusedJarException(String reason, boolean unfinished) {
        super(reason);
        this.unfinished = unfinished;
    }

    public boolean unfinished() {
        return unfinished;
    }
}
