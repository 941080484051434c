package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.Trace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A trace beside its cell, whose kind is known.
 *
 * @param trace the line of the run
 * @param cell its cell
 */
record Row<C extends Cell>(Trace trace, C cell) {
    Verdict verdict() {
        return Verdict.of(trace.outcome());
    }

    Optional<Metric> metric(String name) {
        return passed().flatMap(p -> p.metrics().stream().filter(m -> m.name().equals(name)).findFirst());
    }

    OptionalDouble value(String name) {
        Optional<Metric> metric = metric(name);
        return metric.isPresent() && Double.isFinite(metric.get().value())
                ? OptionalDouble.of(metric.get().value())
                : OptionalDouble.empty();
    }

    List<String> notes() {
        return passed().map(Outcome.Passed::notes).orElse(List.of());
    }

    Optional<Outcome.Passed> passed() {
        return trace.outcome() instanceof Outcome.Passed p ? Optional.of(p) : Optional.empty();
    }

    /** What went wrong or is missing, in one line; empty if it passed. */
    String reason() {
        return switch (trace.outcome()) {
            case Outcome.Passed _ -> "";
            case Outcome.Wrong w -> w.message();
            case Outcome.Unsupported u -> String.join("; ", u.reasons());
            case Outcome.Failed f -> f.kind() + ": " + f.message();
            case Outcome.TimedOut t -> "no end after " + Numbers.plain(t.seconds()) + " s";
        };
    }
}
