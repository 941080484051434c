package dev.nibble.harness.cell;

import dev.nibble.harness.trace.Outcome;
import java.util.List;
import java.util.Map;

/**
 * What a worker tells about a cell.
 *
 * @param outcome how it ended
 * @param facts what the worker knows of the device: name, driver, measured ceiling
 * @param considered for a kernel cell, every kernel of the operation and whether it could serve the case
 * @param seconds wall time
 */
public record CellResult(Outcome outcome, Map<String, String> facts, List<String> considered, double seconds) {
    public CellResult {
        facts = Map.copyOf(facts);
        considered = List.copyOf(considered);
    }

    CellResult(Outcome outcome, Map<String, String> facts, List<String> considered) {
        this(outcome, facts, considered, 0);
    }
}
