package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Timed cells that can be compared: one operation at one shape on one device, by any kernel and format.
 *
 * @param title operation, shape and device
 * @param rows passed and timed, fastest first
 */
record Place(String title, List<Row<Cell.KernelCell>> rows) {
    static final String HOT = "time.hot";
    static final String COLD = "time.cold";

    /** All places of a run, in the order of their operations and sizes. */
    static List<Place> of(Run run) {
        Map<String, List<Row<Cell.KernelCell>>> byTitle = new LinkedHashMap<>();
        run.kernels().stream()
                .filter(r -> hot(r) > 0)
                .sorted(Comparator.comparing((Row<Cell.KernelCell> r) -> r.cell().op())
                        .thenComparing(r -> r.cell().m())
                        .thenComparing(r -> r.cell().weight().stream().reduce(1L, (a, b) -> a * b))
                        .thenComparing(r -> title(r.cell()))
                        .thenComparing(Place::hot)
                        .thenComparing(r -> r.cell().text()))
                .forEach(r -> byTitle.computeIfAbsent(title(r.cell()), _ -> new java.util.ArrayList<>()).add(r));
        return byTitle.entrySet().stream().map(e -> new Place(e.getKey(), List.copyOf(e.getValue()))).toList();
    }

    private static String title(Cell.KernelCell cell) {
        return cell.op() + "  m=" + cell.m() + "  w=" + Names.shape(cell) + "  on " + cell.device() + ", "
                + Numbers.count(cell.threads(), "thread");
    }

    /** The fastest float path here. */
    Optional<Row<Cell.KernelCell>> floatPath() {
        return rows.stream().filter(r -> Names.isFloat(r.cell())).findFirst();
    }

    /** The fastest quantized path here. */
    Optional<Row<Cell.KernelCell>> quantized() {
        return rows.stream().filter(r -> !Names.isFloat(r.cell())).findFirst();
    }

    /** Median of a hot run in nanoseconds; 0 if it was not timed. */
    static double hot(Row<Cell.KernelCell> row) {
        return row.value(HOT).orElse(0);
    }
}
