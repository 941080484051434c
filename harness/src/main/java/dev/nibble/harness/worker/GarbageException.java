package dev.nibble.harness.worker;

import java.io.IOException;

/** What came over the connection is no message. */
final class GarbageException extends IOException {
    private static final long serialVersionUID = 1L;

    GarbageException(String message) {
        super(message);
    }
}
