package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A quantized model in the plots: one per quantizer, settings, format and model, of which the first cell counts where
 * several devices or seeds ran it.
 *
 * @param row its trace
 * @param series name of the quantizer with settings
 * @param bits per weight, all components counted
 */
record ModelPoint(Row<Cell.ModelCell> row, String series, double bits) {
    /** All of them that have both metrics, smallest first; the float model itself is no point. */
    static List<ModelPoint> of(Run run, String metric) {
        return of(run, metric, row -> !row.cell().quantizer().isEmpty());
    }

    private static List<ModelPoint> of(Run run, String metric, Predicate<Row<Cell.ModelCell>> wanted) {
        Map<String, ModelPoint> points = new LinkedHashMap<>();
        for (Row<Cell.ModelCell> row : run.models()) {
            if (wanted.test(row) && row.value(metric).isPresent() && row.value("bits.per.weight").isPresent()) {
                Cell.ModelCell cell = row.cell();
                String key = cell.model() + '\n' + Names.quantizer(cell) + '\n' + cell.format() + '\n' + cell.calibration() + '\n'
                        + cell.sequential();
                points.putIfAbsent(key, new ModelPoint(row, series(run, cell), row.value("bits.per.weight").getAsDouble()));
            }
        }
        List<ModelPoint> sorted = new ArrayList<>(points.values());
        sorted.sort(Comparator.comparingDouble(ModelPoint::bits).thenComparing(p -> p.row().cell().text()));
        return sorted;
    }

    /** The quantizer; with its calibration, where the run has several. */
    private static String series(Run run, Cell.ModelCell cell) {
        boolean several = run.models().stream().map(row -> row.cell().calibration()).distinct().count() > 1;
        return several && !cell.calibration().isEmpty()
                ? Names.quantizer(cell) + " [" + cell.calibration() + "]"
                : Names.quantizer(cell);
    }

    double value(String metric) {
        return row.value(metric).orElse(Double.NaN);
    }

    /** Name of the configuration. */
    String name() {
        return series + " " + row.cell().format();
    }
}
