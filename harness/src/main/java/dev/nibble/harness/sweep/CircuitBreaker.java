package dev.nibble.harness.sweep;

import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Stops a kernel (or a quantizer) that keeps bringing down its worker on a device from doing so for the rest of a run:
 * each such cell costs two workers and perhaps two time limits, and a driver that has crashed often enough takes others
 * with it. For one run.
 */
final class CircuitBreaker {
    static final int LIMIT = 3;

    private final Map<String, Integer> deaths = new HashMap<>();
    private final CellCommand command;

    /** @param command runs a cell that was skipped */
    CircuitBreaker(CellCommand command) {
        this.command = command;
    }

    /** Notes how a cell ended. */
    void record(Cell cell, Outcome outcome) {
        boolean died = switch (outcome) {
            case Outcome.TimedOut _ -> true;
            case Outcome.Failed failed -> Outcome.Failed.DEATHS.contains(failed.kind());
            case Outcome.Passed _, Outcome.Wrong _, Outcome.Unsupported _ -> false;
        };
        if (died) {
            deaths.merge(who(cell), 1, Integer::sum);
        }
    }

    /** Why a cell is not run any more; empty if it is. */
    Optional<Outcome> refusal(Cell cell) {
        if (deaths.getOrDefault(who(cell), 0) < LIMIT) {
            return Optional.empty();
        }
        return Optional.of(new Outcome.Failed(Outcome.Failed.SKIPPED, "not run, because " + LIMIT + " cells of " + who(cell)
                + " crashed, hung or broke their worker in this run; this one alone: " + command.of(cell), ""));
    }

    private static String who(Cell cell) {
        return switch (cell) {
            case Cell.KernelCell kernel -> kernel.kernel() + "@" + kernel.device();
            case Cell.ModelCell model -> model.quantizer() + " on " + model.model() + "@" + model.device();
        };
    }
}
