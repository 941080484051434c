package dev.nibble.models.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.ZeroKind;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.SafetensorsWriter;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.file.TensorInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorPlanTest {
    private static final Format FORMAT = new AffineFormat(4, Grouping.of(2, 1), ZeroKind.FLOAT);

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void write() {
        model = folder.resolve("m.safetensors");
        try (SafetensorsWriter writer = SafetensorsWriter.create(model)) {
            writer.add("word_embeddings.weight", Tensor.allocate(ElementType.F32, Shape.of(8, 4)));
            for (int i : new int[] {1, 10}) {
                writer.add("layers." + i + ".q.weight", Tensor.allocate(ElementType.BF16, Shape.of(4, 4)));
                writer.add("layers." + i + ".q.bias", Tensor.allocate(ElementType.F32, Shape.of(4)));
            }
            writer.add("conv.weight", Tensor.allocate(ElementType.F32, Shape.of(2, 3, 3, 3)));
            writer.add("ids", Tensor.allocate(ElementType.I64, Shape.of(2, 4)));
            writer.add("wave", Tensor.allocate(ElementType.C64, Shape.of(2, 2)));
            writer.add("temperature", Tensor.allocate(ElementType.F32, Shape.of()));
            writer.add("none.weight", Tensor.allocate(ElementType.F32, Shape.of(0, 4)));
            writer.add("out.weight", Tensor.allocate(ElementType.F32, Shape.of(8, 4)));
            writer.putMetadata("lm_head.weight", "out.weight");
            writer.finish();
        }
    }

    private Map<String, String> plan(List<String> include, List<String> skip) {
        return plan(FORMAT, include, skip);
    }

    private Map<String, String> plan(Format format, List<String> include, List<String> skip) {
        try (TensorFile file = TensorFile.of(model)) {
            TensorPlan plan = TensorPlan.of(file, format, include, skip);
            assertThat(plan.tensors()).extracting(line -> line.info().name()).isEqualTo(file.names());
            long bytes = plan.tensors().stream().map(TensorPlan.Line::info).mapToLong(TensorInfo::bytes).sum();
            assertThat(bytes).isEqualTo(file.names().stream().mapToLong(name -> file.info(name).bytes()).sum());
            assertThat(plan.in(TensorPlan.State.QUANTIZED).size() + plan.in(TensorPlan.State.KEPT).size())
                    .isEqualTo(file.names().size());
            return plan.tensors().stream().collect(Collectors.toMap(
                    TensorPlan.Line::name, line -> line.state().name().toLowerCase() + ": " + line.reason()));
        }
    }

    @Test
    void accountsForEveryTensorWithAReason() {
        assertThat(plan(List.of(), List.of()))
                .containsEntry("word_embeddings.weight", "kept: embedding table by its name; include it to quantize it")
                .containsEntry("layers.1.q.weight", "quantized: 2-D float")
                .containsEntry("layers.1.q.bias", "kept: 1-D")
                .containsEntry("conv.weight", "quantized: 4-D float")
                .containsEntry("ids", "kept: not float: I64")
                .containsEntry("wave", "kept: not float: C64")
                .containsEntry("temperature", "kept: scalar")
                .containsEntry("none.weight", "kept: empty")
                .containsEntry("out.weight", "kept: tied: aliased as lm_head.weight; include all its names to quantize it");
    }

    @Test
    void keepsEmbeddingTablesThatModelsNameInOtherWays() {
        Path other = folder.resolve("names.safetensors");
        List<String> tables = List.of("model.embed_tokens.weight", "transformer.wte.weight", "transformer.wpe.weight",
                "shared.weight", "tok_embeddings.weight");
        try (SafetensorsWriter writer = SafetensorsWriter.create(other)) {
            tables.forEach(name -> writer.add(name, Tensor.allocate(ElementType.F32, Shape.of(4, 4))));
            writer.add("shared_expert.weight", Tensor.allocate(ElementType.F32, Shape.of(4, 4)));
            writer.finish();
        }
        try (TensorFile file = TensorFile.of(other)) {
            TensorPlan plan = TensorPlan.of(file, FORMAT, List.of(), List.of());
            assertThat(plan.in(TensorPlan.State.KEPT)).extracting(TensorPlan.Line::name)
                    .containsExactlyInAnyOrderElementsOf(tables);
        }
    }

    @Test
    void skipsWholeSegmentsOnly() {
        assertThat(plan(List.of(), List.of("layers.1")))
                .containsEntry("layers.1.q.weight", "kept: skipped by pattern 'layers.1'")
                .containsEntry("layers.10.q.weight", "quantized: 2-D float");
    }

    @Test
    void includePatternsReplaceTheDefaultChoice() {
        assertThat(plan(List.of("word_embeddings", "layers.10.**"), List.of()))
                .containsEntry("word_embeddings.weight", "quantized: included")
                .containsEntry("layers.10.q.weight", "quantized: included")
                .containsEntry("layers.10.q.bias", "kept: 1-D")
                .containsEntry("layers.1.q.weight", "kept: not included by a pattern");
    }

    @Test
    void quantizesATiedTensorOnlyByAllItsNames() {
        assertThat(plan(List.of("out", "lm_head"), List.of())).containsEntry("out.weight", "quantized: included");
        assertThatThrownBy(() -> plan(List.of("lm_head"), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'out.weight' is tied", "leave out out.weight");
    }

    @Test
    void refusesAPatternThatMatchesNothing() {
        assertThatThrownBy(() -> plan(List.of(), List.of("layers.2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'layers.2' matches no tensor", model.toString());
        assertThatThrownBy(() -> plan(List.of("q"), List.of())).hasMessageContaining("write '**.q'");
    }

    @Test
    void keepsWhatTheFormatCannotHold() {
        Format acrossRows = new AffineFormat(4, Grouping.of(8, 0), ZeroKind.FLOAT);
        assertThat(plan(acrossRows, List.of("**"), List.of("out", "lm_head")).get("layers.1.q.weight"))
                .startsWith("kept: affine:").contains("cannot hold shape 4x4").contains("multiple of the group size 8");
    }

    @Test
    void ofMinilmTheLinearLayersAreQuantized() {
        try (TensorFile file = ModelSource.open("minilm")) {
            TensorPlan plan = TensorPlan.of(file, FORMAT, List.of(), List.of());
            assertThat(plan.in(TensorPlan.State.QUANTIZED)).extracting(TensorPlan.Line::name)
                    .containsExactlyInAnyOrderElementsOf(MiniLmEncoder.linearWeights());
            assertThat(plan.summary()).isEqualTo("36 of 102 tensors quantized");
        }
    }
}
