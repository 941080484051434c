package dev.nibble.harness.sweep;

import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.trace.Cell;
import java.util.List;
import java.util.Optional;

/**
 * Which cells to run, by their text: a part of it, or a pattern with {@code *} and {@code ?} for a part of it.
 *
 * @param text empty for all cells
 */
public record CellFilter(String text) {
    /** Whether the cell is wanted. */
    public boolean matches(Cell cell) {
        return text.isEmpty() || cell.text().contains(text) || Patterns.matches("*" + text + "*", cell.text());
    }

    /**
     * The cells that are wanted. The whole text of a cell, as reports print it, stands for that cell even where it is
     * not among those offered; its format and quantizer may be written in any of the ways that the registry reads.
     *
     * @throws UsageException if none is
     */
    public List<Cell> select(List<Cell> cells, Registry registry) {
        Optional<Cell> named = CellText.parse(text).map(cell -> CellText.canonical(cell, registry));
        List<Cell> selected = named.isPresent() ? List.of(named.get()) : cells.stream().filter(this::matches).toList();
        if (selected.isEmpty()) {
            throw new UsageException("'" + text + "' matches none of " + cells.size() + " cells"
                    + (cells.isEmpty() ? "" : "; they look like: " + cells.getFirst().text()));
        }
        return selected;
    }
}
