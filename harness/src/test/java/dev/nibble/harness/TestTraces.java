package dev.nibble.harness;

import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Environment;
import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.Trace;
import java.util.List;
import java.util.Map;

/** Traces for tests. */
public final class TestTraces {
    public static final Cell.ModelCell MODEL = new Cell.ModelCell(
            "minilm", "hqq", Map.of("iters", "20", "compat", "reference"), "nf4:block=64,double=256", "strict", "jvm", 2, -5);

    private TestTraces() {}

    public static Cell.KernelCell kernel(String kernel, String format, long m) {
        return new Cell.KernelCell("linear", format, List.of(384L, 1536L), m, "f32", kernel, "jvm", 2, true);
    }

    public static Trace trace(String id, Cell cell, Outcome outcome, String... considered) {
        Environment environment = new Environment(Map.of("os", "Linux"), Map.of("kernel a", "abc"), "key");
        return new Trace(id, cell, outcome, environment, "2026-01-02T03:04:05Z", 1.5, 1, "nibble bench 'x'",
                List.of(considered));
    }

    public static Outcome passed(double hotNanos) {
        return new Outcome.Passed(List.of(Metric.ofSamples("time.hot", "ns", Metric.Role.PRIMARY, Metric.Better.LOWER,
                hotNanos, hotNanos * 1.1, hotNanos * 0.9)), List.of("a note"), Map.of("a.weight", 0.25));
    }
}
