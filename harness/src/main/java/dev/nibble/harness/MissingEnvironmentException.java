package dev.nibble.harness;

/** Something that this machine lacks: a device, a driver, a writable folder. Exit code 3. */
public final class MissingEnvironmentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line: what is missing, and what would help */
    public MissingEnvironmentException(String message) {
        super(message);
    }

    /** @param message one line: what is missing, and what would help */
    public MissingEnvironmentException(String message, Throwable cause) {
        super(message, cause);
    }
}
