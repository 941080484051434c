package dev.nibble.harness.report;

import dev.nibble.harness.trace.Outcome;

/** The kind of an outcome as the report shows it; later ones win where several cells share one place of a map. */
enum Verdict {
    UNSUPPORTED("unsupported", "–"),
    PASSED("passed", "✓"),
    TIMED_OUT("timed out", "…"),
    FAILED("failed", "!"),
    WRONG("wrong", "✗");

    /** In words. */
    final String words;
    /** A sign beside the colour, for those who do not see it. */
    final String sign;

    Verdict(String words, String sign) {
        this.words = words;
        this.sign = sign;
    }

    static Verdict of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Passed _ -> PASSED;
            case Outcome.Wrong _ -> WRONG;
            case Outcome.Unsupported _ -> UNSUPPORTED;
            case Outcome.Failed _ -> FAILED;
            case Outcome.TimedOut _ -> TIMED_OUT;
        };
    }

    /** Name of its style class. */
    String style() {
        return "v-" + words.replace(' ', '-');
    }
}
