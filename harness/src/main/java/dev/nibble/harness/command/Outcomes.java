package dev.nibble.harness.command;

import dev.nibble.harness.ExitCode;
import dev.nibble.harness.terminal.Table;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What traces look like on a terminal. */
final class Outcomes {
    private static final int MOST_REFUSALS = 8;

    private Outcomes() {}

    /** For example {@code 40 cells: 30 passed, 9 unsupported, 1 wrong}. */
    static String summary(List<Trace> traces) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String name : List.of("passed", "unsupported", "wrong", "failed", "timed out")) {
            long count = traces.stream().filter(trace -> name(trace.outcome()).equals(name)).count();
            if (count > 0) {
                counts.put(name, count);
            }
        }
        return traces.size() + " cells" + (traces.isEmpty() ? "" : ": ")
                + counts.entrySet().stream().map(it -> it.getValue() + " " + it.getKey()).collect(Collectors.joining(", "));
    }

    /** 1 if something ran and did not pass. */
    static int exitCode(List<Trace> traces) {
        boolean bad = traces.stream().anyMatch(trace -> switch (trace.outcome()) {
            case Outcome.Passed _, Outcome.Unsupported _ -> false;
            case Outcome.Wrong _, Outcome.Failed _, Outcome.TimedOut _ -> true;
        });
        return bad ? ExitCode.VERDICT_FAILED : ExitCode.OK;
    }

    /** Times, one line for each case, format and kernel. */
    static Table times(List<Trace> traces) {
        Table table = new Table("CASE", "FORMAT", "KERNEL", ">HOT", ">NOISE", ">OF CEILING", ">COLD", ">OF CEILING", ">ERROR");
        for (Trace trace : traces) {
            if (trace.cell() instanceof Cell.KernelCell cell && trace.outcome() instanceof Outcome.Passed passed) {
                String shape = cell.weight().stream().map(String::valueOf).collect(Collectors.joining("x"));
                String device = cell.device().equals("jvm") ? "" : "@" + cell.device();
                table.row(cell.op() + " m=" + cell.m() + " " + shape + (cell.activation().equals("f32") ? "" : " " + cell.activation()),
                        cell.format(), cell.kernel() + device,
                        time(passed, "time.hot"), noise(passed), percent(passed, "ceiling.percent.hot"),
                        time(passed, "time.cold"), percent(passed, "ceiling.percent.cold"),
                        value(passed, "error.ratio", "%.3f"));
            }
        }
        return table;
    }

    /** Models, one line for each quantizer and format. */
    static Table models(List<Trace> traces) {
        Table table = new Table("MODEL", "QUANTIZER", "FORMAT", ">BITS/W", ">REL.ERROR", ">OUT.ERROR", ">HELD OUT", ">COSINE", ">WORST",
                ">SPEARMAN", ">QUANTIZE S", ">EVAL S", ">FALLBACK");
        for (Trace trace : traces) {
            if (trace.cell() instanceof Cell.ModelCell cell && trace.outcome() instanceof Outcome.Passed passed) {
                table.row(cell.model(), cell.quantizer() + (cell.settings().isEmpty() ? "" : cell.settings())
                        + (cell.sequential().isEmpty() ? "" : ", " + cell.calibrated()), cell.format(),
                        value(passed, "bits.per.weight", "%.2f"), value(passed, "weight.error.mean", "%.4f"),
                        value(passed, "output.error.calibration", "%.4f"), value(passed, "output.error.heldout", "%.4f"),
                        value(passed, "cosine.mean", "%.4f"), value(passed, "cosine.min", "%.4f"),
                        value(passed, "spearman", "%.4f"), value(passed, "quantize.seconds", "%.1f"),
                        value(passed, "eval.seconds", "%.1f"), value(passed, "fallback.layers", "%.0f"));
            }
        }
        return table;
    }

    /** Correctness, one line for each kernel, device and format. */
    static Table checks(List<Trace> traces) {
        Table table = new Table("KERNEL", "DEVICE", "FORMAT", ">PASSED", ">BAD", ">UNSUPPORTED", ">WORST ERROR/BOUND");
        Map<List<String>, List<Trace>> groups = traces.stream()
                .filter(trace -> trace.cell() instanceof Cell.KernelCell)
                .collect(Collectors.groupingBy(trace -> {
                    Cell.KernelCell cell = (Cell.KernelCell) trace.cell();
                    return List.of(cell.kernel(), cell.device(), cell.format());
                }, LinkedHashMap::new, Collectors.toList()));
        groups.forEach((key, group) -> {
            long passed = group.stream().filter(trace -> trace.outcome() instanceof Outcome.Passed).count();
            long unsupported = group.stream().filter(trace -> trace.outcome() instanceof Outcome.Unsupported).count();
            OptionalDouble worst = group.stream()
                    .map(Trace::outcome)
                    .flatMap(outcome -> outcome instanceof Outcome.Passed it ? metric(it, "error.ratio").stream() : null)
                    .mapToDouble(Metric::value)
                    .max();
            // What a kernel refuses altogether is told by the lines below the table.
            if (passed > 0 || unsupported < group.size()) {
                table.row(key.get(0), key.get(1), key.get(2), passed, group.size() - passed - unsupported, unsupported,
                        worst.isPresent() ? String.format(Locale.ROOT, "%.3f", worst.getAsDouble()) : "-");
            }
        });
        return table;
    }

    private static List<String> shortened(List<String> lines) {
        if (lines.size() <= MOST_REFUSALS) {
            return lines;
        }
        List<String> some = new ArrayList<>(lines.subList(0, MOST_REFUSALS));
        some.add((lines.size() - MOST_REFUSALS) + " more reasons, which the traces have");
        return some;
    }

    /** The most frequent reasons for refusals; the traces have all of them. */
    static List<String> refusals(List<Trace> traces) {
        Function<Trace, String> reason = trace -> {
            String who = trace.cell() instanceof Cell.KernelCell cell ? cell.kernel() : trace.cell() instanceof Cell.ModelCell
                    model ? model.quantizer() : "";
            return who + "@" + trace.cell().device() + ": "
                    + String.join("; ", ((Outcome.Unsupported) trace.outcome()).reasons());
        };
        return shortened(traces.stream()
                .filter(trace -> trace.outcome() instanceof Outcome.Unsupported)
                .collect(Collectors.groupingBy(reason, LinkedHashMap::new, Collectors.counting()))
                .entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry::getKey))
                .map(entry -> entry.getValue() + " x " + entry.getKey())
                .toList());
    }

    /** The commands that run again what did not pass. */
    static List<String> reproductions(List<Trace> traces) {
        return traces.stream()
                .filter(trace -> exitCode(List.of(trace)) != ExitCode.OK)
                .map(trace -> name(trace.outcome()) + ": " + trace.reproduce())
                .toList();
    }

    private static String name(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Passed _ -> "passed";
            case Outcome.Wrong _ -> "wrong";
            case Outcome.Unsupported _ -> "unsupported";
            case Outcome.Failed _ -> "failed";
            case Outcome.TimedOut _ -> "timed out";
        };
    }

    private static Optional<Metric> metric(Outcome.Passed passed, String name) {
        return passed.metrics().stream().filter(metric -> metric.name().equals(name)).findFirst();
    }

    private static String value(Outcome.Passed passed, String name, String format) {
        return metric(passed, name).map(metric -> String.format(Locale.ROOT, format, metric.value())).orElse("-");
    }

    private static String percent(Outcome.Passed passed, String name) {
        return metric(passed, name).map(metric -> String.format(Locale.ROOT, "%.0f %%", metric.value())).orElse("-");
    }

    private static String noise(Outcome.Passed passed) {
        return metric(passed, "time.hot")
                .map(metric -> metric.samples().stream().mapToDouble(Double::doubleValue).toArray())
                .map(samples -> String.format(Locale.ROOT, "%.1f %%",
                        100 * dev.nibble.harness.timing.Noise.ofMedian(samples)))
                .orElse("-");
    }

    private static String time(Outcome.Passed passed, String name) {
        return metric(passed, name).map(metric -> {
            double nanos = metric.value();
            return nanos < 1e6
                    ? String.format(Locale.ROOT, "%.1f us", nanos / 1e3)
                    : String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
        }).orElse("-");
    }
}
