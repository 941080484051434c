package dev.nibble.benchmarks.contender;

/** An entrant cannot serve a case; the message says why. */
public final class NotRunnableException extends Exception {
    public NotRunnableException(String message) {
        super(message);
    }

    public NotRunnableException(String message, Throwable cause) {
        super(message, cause);
    }
}
