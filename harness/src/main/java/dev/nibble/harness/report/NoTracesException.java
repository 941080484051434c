package dev.nibble.harness.report;

import java.io.IOException;

/** There is nothing to report on: no such run, or a run without traces. The message says which, and the way out. */
public final class NoTracesException extends IOException {
    NoTracesException(String message) {
        super(message);
    }
}
