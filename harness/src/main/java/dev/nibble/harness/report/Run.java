package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Trace;
import java.util.Comparator;
import java.util.List;

/**
 * All that a report is made from.
 *
 * @param name of the run
 * @param traces of its cells, one per cell, in the order of the cells' texts
 * @param problems lines of the traces that could not be read and are left out
 */
record Run(String name, List<Trace> traces, List<String> problems) {
    Run {
        traces = traces.stream()
                .sorted(Comparator.comparing((Trace t) -> t.cell().text()).thenComparing(Trace::id))
                .toList();
        problems = List.copyOf(problems);
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
