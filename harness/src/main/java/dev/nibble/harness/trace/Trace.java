package dev.nibble.harness.trace;

import java.util.List;

/**
 * One line of a run: a cell, how it ended and where.
 *
 * @param id digest of the cell's text and of the plugins' digests: the same cell with another build is another id
 * @param cell what was asked
 * @param outcome how it ended
 * @param environment where
 * @param startedAt ISO-8601 instant
 * @param seconds wall time of the cell in its worker
 * @param attempts 1, or 2 if the first worker died
 * @param reproduce the command that runs this cell again
 * @param considered for a kernel cell, kernels that were considered for the case and why each was or was not eligible
 */
public record Trace(
        String id,
        Cell cell,
        Outcome outcome,
        Environment environment,
        String startedAt,
        double seconds,
        int attempts,
        String reproduce,
        List<String> considered) {
    public Trace {
        considered = List.copyOf(considered);
    }
}
