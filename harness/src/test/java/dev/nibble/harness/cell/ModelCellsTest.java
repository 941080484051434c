package dev.nibble.harness.cell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.timing.TimingPolicy;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Outcome;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ModelCellsTest {
    private static Outcome run(String quantizer, String format) throws Exception {
        Cell cell = new Cell.ModelCell("minilm", quantizer, Map.of(), format, "decode", "jvm", 2, 1);
        try (CellSession session = CellSession.open()) {
            return session.run(new CellTask(cell, TimingPolicy.quick(), false, 4)).outcome();
        }
    }

    @Test
    void aModelIsQuantizedAndComparedWithItsFloatForm() throws Exception {
        assertThat(run("rtn", "affine:bits=3,group=64,axis=1,zero=float")).isInstanceOfSatisfying(Outcome.Passed.class, passed -> {
            Map<String, Double> values = passed.metrics().stream().collect(Collectors.toMap(Metric::name, Metric::value));
            assertThat(values.get("cosine.mean")).isBetween(0.7, 0.9);
            assertThat(values.get("weight.error.mean")).isBetween(0.15, 0.25);
            assertThat(values).containsEntry("bits.per.weight", 4.0).containsEntry("tensors.quantized", 36.0)
                    .containsKeys("cosine.min", "spearman", "weight.error.max", "weight.error.meanabs", "quantize.seconds",
                            "eval.seconds", "fallback.layers", "tensors.total");
            assertThat(passed.tensors()).hasSize(36);
            // Every tensor of the file is accounted for.
            assertThat(passed.notes()).anyMatch(note -> note.startsWith("36 of ")).anyMatch(note -> note.startsWith("kept "));
        });
    }

    @Test
    void aFormatThatTheQuantizerCannotMakeIsRefusedWithTheReason() throws Exception {
        assertThat(run("hqq", "nf4:block=64")).isInstanceOfSatisfying(Outcome.Unsupported.class,
                refused -> assertThat(refused.reasons()).isNotEmpty());
    }
}
