package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One row per cell with all of its metrics (RFC 4180). Numbers are exact; several samples are joined by semicolons. */
final class Csv {
    private Csv() {}

    static String kernels(Run run) {
        return write(run.kernels(), List.of("op", "format", "weight", "m", "activation", "kernel", "device", "threads", "timed"),
                c -> List.of(c.op(), c.format(), Names.shape(c), "" + c.m(), c.activation(), c.kernel(), c.device(),
                        "" + c.threads(), "" + c.timed()));
    }

    static String models(Run run) {
        return write(run.models(),
                List.of("model", "quantizer", "settings", "format", "fallback", "device", "threads", "seed", "sequential"),
                c -> List.of(c.model(), c.quantizer(),
                        c.settings().entrySet().stream().map(Object::toString).collect(Collectors.joining(";")), c.format(),
                        c.fallback(), c.device(), "" + c.threads(), "" + c.seed(), c.sequential()));
    }

    private static <C extends Cell> String write(List<Row<C>> rows, List<String> names, Function<C, List<String>> cell) {
        TreeSet<String> metrics = new TreeSet<>();
        TreeSet<String> sampled = new TreeSet<>();
        rows.stream().flatMap(r -> r.passed().stream()).flatMap(p -> p.metrics().stream()).forEach(m -> {
            metrics.add(m.name());
            if (m.samples().size() > 1) {
                sampled.add(m.name());
            }
        });
        List<String> head = new ArrayList<>(List.of("id", "verdict"));
        head.addAll(names);
        metrics.forEach(m -> {
            head.add(m);
            if (sampled.contains(m)) {
                head.add(m + ".samples");
            }
        });
        head.addAll(List.of("reason", "max_error", "worst_ratio", "worst_index", "notes", "seconds", "attempts", "started_at",
                "environment", "reproduce"));
        StringBuilder out = new StringBuilder();
        line(out, head);
        for (Row<C> row : rows) {
            List<String> fields = new ArrayList<>(List.of(row.trace().id(), row.verdict().words));
            fields.addAll(cell.apply(row.cell()));
            metrics.forEach(m -> {
                fields.add(row.metric(m).map(found -> "" + found.value()).orElse(""));
                if (sampled.contains(m)) {
                    fields.add(row.metric(m).map(Csv::samples).orElse(""));
                }
            });
            outcome(fields, row.trace(), row.reason());
            line(out, fields);
        }
        return out.toString();
    }

    private static String samples(Metric metric) {
        return metric.samples().stream().map(String::valueOf).collect(Collectors.joining(";"));
    }

    private static void outcome(List<String> fields, Trace trace, String reason) {
        fields.add(reason);
        if (trace.outcome() instanceof Outcome.Wrong w) {
            fields.addAll(List.of("" + w.maxError(), "" + w.worstRatio(), "" + w.worstIndex()));
        } else {
            fields.addAll(List.of("", "", ""));
        }
        fields.add(trace.outcome() instanceof Outcome.Passed p ? String.join("; ", p.notes()) : "");
        fields.addAll(List.of("" + trace.seconds(), "" + trace.attempts(), trace.startedAt(), trace.environment().key(),
                trace.reproduce()));
    }

    private static void line(StringBuilder out, List<String> fields) {
        out.append(fields.stream().map(Csv::quoted).collect(Collectors.joining(","))).append("\r\n");
    }

    static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
