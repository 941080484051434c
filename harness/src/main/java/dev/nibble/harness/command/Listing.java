package dev.nibble.harness.command;

import dev.nibble.harness.ExitCode;
import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.trace.Cell;
import java.util.List;

/** Cells by their texts, for {@code --list}. */
final class Listing {
    private Listing() {}

    static int of(List<Cell> cells, Output output) {
        if (output.json()) {
            output.json(cells.stream().map(Cell::text).toList());
        } else {
            cells.forEach(cell -> output.line(cell.text()));
        }
        return ExitCode.OK;
    }
}
