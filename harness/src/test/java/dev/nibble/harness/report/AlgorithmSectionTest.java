package dev.nibble.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Environment;
import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Metric.Better;
import dev.nibble.harness.trace.Metric.Role;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AlgorithmSectionTest {
    private static final String FOUR = "affine:bits=4,group=64,axis=1,zero=float";
    private static final String TWO = "affine:bits=2,group=64,axis=1,zero=float";

    private static Trace trace(String quantizer, String format, String calibration, double bits, Map<String, Double> more) {
        return trace(new Cell.ModelCell("minilm", quantizer, Map.of(), format, "strict", "jvm", 2, 1, calibration, ""), bits, more);
    }

    private static Trace trace(Cell cell, double bits, Map<String, Double> more) {
        List<Metric> metrics = new ArrayList<>(List.of(metric("bits.per.weight", bits), metric("weight.error.mean", 0.0819)));
        more.forEach((name, value) -> metrics.add(metric(name, value)));
        return new Trace(cell.text(), cell, new Outcome.Passed(metrics, List.of(), Map.of()),
                new Environment(Map.of(), Map.of(), "key"), "2026-01-31T10:00:00Z", 1, 1, "nibble", List.of());
    }

    private static Metric metric(String name, double value) {
        return Metric.of(name, "", Role.SECONDARY, Better.NEITHER, value);
    }

    private static String markdown(Trace... traces) {
        StringBuilder out = new StringBuilder();
        new AlgorithmSection(new Run("run", Stream.of(traces).toList(), List.of())).markdown(out);
        return out.toString();
    }

    @Test
    void algorithmsStandByBitsAndThenByFidelityWithAllTheirErrors() {
        String text = markdown(
                trace("rtn", TWO, "x", 3, Map.of("cosine.mean", 0.151)),
                trace("rtn", FOUR, "x", 5, Map.of("cosine.mean", 0.959, "output.error.calibration", 0.0712,
                        "output.error.heldout", 0.0734, "cosine.min", 0.8, "quantize.seconds", 1.5)),
                trace("wmse | gptq:actorder=true", FOUR, "x", 5, Map.of("cosine.mean", 0.992)),
                trace("broken", FOUR, "x", 5, Map.of()));
        assertThat(text.lines().filter(line -> line.startsWith("|") && !line.contains("---") || line.startsWith("###"))).satisfiesExactly(
                line -> assertThat(line).isEqualTo("### " + FOUR + ", minilm"),
                line -> assertThat(line).contains("output error, calibration", "output error, held out", "seconds"),
                line -> assertThat(line).startsWith("| wmse \\| gptq:actorder=true |"),
                line -> assertThat(line).isEqualTo("| rtn | 5 | 0.0819 | 0.0712 | 0.0734 | 0.9590 | 0.8000 | 1.50 |"),
                line -> assertThat(line).startsWith("| broken |"),
                line -> assertThat(line).isEqualTo("### " + TWO + ", minilm"),
                line -> assertThat(line).startsWith("| algorithm"),
                line -> assertThat(line).isEqualTo("| rtn | 3 | 0.0819 | – | – | 0.1510 | – | – |"));
    }

    @Test
    void aSequentiallyCalibratedModelStandsBesideTheOtherUnderItsOwnName() {
        Cell sequential = new Cell.ModelCell("minilm", "gptq", Map.of(), TWO, "strict", "jvm", 2, 1, "x",
                "plain:addresses-1801-1900");
        assertThat(markdown(trace("gptq", TWO, "x", 3, Map.of("cosine.mean", 0.4)), trace(sequential, 3, Map.of("cosine.mean", 0.7)))
                .lines().filter(line -> line.startsWith("| gptq"))).satisfiesExactly(
                line -> assertThat(line).startsWith("| gptq, sequential |").contains("0.7000"),
                line -> assertThat(line).startsWith("| gptq |").contains("0.4000"));
    }

    @Test
    void whyAnErrorIsMissingIsSaid() {
        Map<String, Double> both = Map.of("output.error.calibration", 0.1, "output.error.heldout", 0.1);
        assertThat(markdown(trace("rtn", FOUR, "x", 5, both))).doesNotContain("missing", "held out for");
        assertThat(markdown(trace("rtn", FOUR, "", 5, Map.of()))).contains("missing where a cell had no calibration");
        assertThat(markdown(trace("rtn", FOUR, "x", 5, Map.of("output.error.calibration", 0.1))))
                .contains("Nothing is held out").doesNotContain("missing");
    }
}
