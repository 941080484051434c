package dev.nibble.harness.serve;

import java.time.Duration;

/**
 * How long the server waits for plugins, which are strangers' code and may never answer.
 *
 * @param answer for one question: what a plan comes to, what plugins say of themselves
 * @param end for the end of a run that is over, before its thread is left behind
 */
public record Patience(Duration answer, Duration end) {
    /** For users: time enough for device drivers that are slow to tell what there is. */
    public static Patience usual() {
        return new Patience(Duration.ofSeconds(60), Duration.ofSeconds(10));
    }
}
