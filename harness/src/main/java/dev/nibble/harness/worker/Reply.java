package dev.nibble.harness.worker;

import dev.nibble.harness.cell.CellResult;
import dev.nibble.harness.trace.Outcome;

/** What became of a cell that was given to a worker. */
sealed interface Reply {
    /** The worker answered and can take the next cell. */
    record Answer(CellResult result) implements Reply {}

    /** The worker is gone: it died, was killed, or talked nonsense and was ended. */
    record Death(Outcome outcome) implements Reply {}
}
