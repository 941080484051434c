package dev.nibble.runtime.dispatch;

/** What happens when no fast kernel is eligible. */
public enum Fallback {
    /** It is an error. */
    STRICT,
    /** A reference kernel serves, and that is counted. */
    REFERENCE
}
