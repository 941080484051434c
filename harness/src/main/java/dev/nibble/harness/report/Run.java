package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Trace;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a report is made from.
 *
 * @param name of the run
 * @param traces of its cells, one per cell, in the order of the cells' texts
 * @param torn lines that were left out because their writer died while it wrote them
 */
record Run(String name, List<Trace> traces, int torn) {
    /** A cell that was run twice (a resumed sweep) counts with its last trace. */
    Run {
        Map<String, Trace> last = new LinkedHashMap<>();
        traces.stream().sorted(Comparator.comparing(Trace::startedAt)).forEach(t -> last.put(t.id(), t));
        traces = last.values().stream()
                .sorted(Comparator.comparing((Trace t) -> t.cell().text()).thenComparing(Trace::id))
                .toList();
    }

    List<Row<Cell>> all() {
        return traces.stream().map(t -> new Row<>(t, t.cell())).toList();
    }

    List<Row<Cell.KernelCell>> kernels() {
        return of(Cell.KernelCell.class);
    }

    List<Row<Cell.ModelCell>> models() {
        return of(Cell.ModelCell.class);
    }

    private <C extends Cell> List<Row<C>> of(Class<C> kind) {
        return traces.stream()
                .filter(t -> kind.isInstance(t.cell()))
                .map(t -> new Row<>(t, kind.cast(t.cell())))
                .toList();
    }
}
