package dev.nibble.harness;

/** The command line, a plan or a filter asks for something that cannot be. Exit code 2. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line: what is wrong, and what is possible */
    public UsageException(String message) {
        super(message);
    }
}
