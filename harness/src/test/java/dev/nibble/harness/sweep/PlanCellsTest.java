package dev.nibble.harness.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.plugin.Registry;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Calibration;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.timing.TimingPolicy;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Json;
import dev.nibble.models.calibrate.CalibrationFile;
import dev.nibble.runtime.registry.PluginRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanCellsTest {
    private final Registry registry = PluginRegistry.load(PlanCellsTest.class.getClassLoader());
    private final PlanCells planCells = new PlanCells(registry);

    private List<Cell> cells(String json) {
        return planCells.of(Json.readStrictly(json.replace('\'', '"'), Plan.class));
    }

    @Test
    void aPartIsTheProductOfItsListsWithPlainFloatsFirst() {
        List<Cell> cells = cells("""
                {'kernels': [{'formats': ['affine:bits=4,group=64', 'dense:f32'], 'shapes': ['64x64', '8x128'], 'm': [1, 2, 3],
                 'kernels': ['jvm.reference.linear'], 'devices': ['jvm'], 'threads': [1, 2]}]}""");
        assertThat(cells).hasSize(2 * 2 * 3 * 2).doesNotHaveDuplicates();
        assertThat(cells.getFirst().text()).contains("dense:f32");
        assertThat(cells).anyMatch(cell -> cell.text().contains("affine:bits=4,group=64,axis=1,zero=float"));
    }

    @Test
    void modelCellsHaveEveryQuantizerOfThePattern() {
        List<Cell> cells = cells("{'models': [{'quantizers': ['rtn', 'h*'], 'formats': ['nf4:block=64']}]}");
        assertThat(cells).extracting(cell -> ((Cell.ModelCell) cell).quantizer()).contains("rtn", "hqq");
    }

    @Test
    void aPipelineStandsForItself() {
        List<Cell> cells = cells("{'models': [{'quantizers': ['rtn', 'hqq:beta=5'], 'formats': ['affine:bits=4,group=64']}]}");
        assertThat(cells).extracting(cell -> ((Cell.ModelCell) cell).quantizer()).containsOnly("rtn", "hqq:beta=5");
        assertThatThrownBy(() -> cells("{'models': [{'quantizers': ['rtn | hqq']}]}")).hasMessageContaining("two quantizers");
        assertThatThrownBy(() -> cells("{'models': [{'calibration': 'none.calib'}]}")).hasMessageContaining("none.calib");
    }

    @Test
    void whatIsMeantAlikeIsOneCell() {
        assertThat(cells("{'models': [{'devices': ['jvm'], 'quantizers': ['rtn'], 'formats': ['affine:bits=4,group=64', "
                + "'affine:group=64,bits=4,axis=1,zero=float']}]}")).hasSize(1);
        assertThat(cells("{'models': [{'quantizers': ['hqq'], 'settings': {'beta': '10'}, 'formats': ['affine:bits=4,group=64']}]}"))
                .isEqualTo(cells("{'models': [{'quantizers': ['hqq'], 'formats': ['affine:bits=4,group=64']}]}"));
        assertThat(new CheckCells(registry).of(List.of("linear"), List.of("int8"),
                List.of("affine:bits=4,group=64", "affine:bits=4,group=64,axis=1"), List.of("jvm.linear.int4"), List.of("jvm"), 1))
                .isNotEmpty().doesNotHaveDuplicates()
                .allMatch(cell -> cell.text().contains("check linear") && cell.text().contains("act=int8"));
    }

    @Test
    void aCalibrationGoesWithEveryQuantizerOfItsPart(@TempDir Path folder) {
        Path file = folder.resolve("x.calib");
        ActivationStats stats = new ActivationStats(1, Tensor.of(Shape.of(1), 1f), Tensor.of(Shape.of(1), 1f),
                Tensor.of(Shape.of(1), 1f), Tensor.of(Shape.of(1), 1f), Optional.empty(), Optional.empty());
        CalibrationFile.write(file, new Calibration("content", "model", Map.of("a", stats)), Map.of());
        Plan plan = Json.readStrictly("{\"models\": [{\"quantizers\": [\"rtn\", \"wmse\"], \"calibration\": \"other.calib\"}]}",
                Plan.class);
        assertThat(planCells.of(plan.withCalibration(file.toString())))
                .extracting(cell -> ((Cell.ModelCell) cell).calibration()).containsOnly(file.toString());
        assertThatThrownBy(() -> planCells.of(plan)).isInstanceOf(UsageException.class)
                .hasMessage("there is no calibration other.calib here; 'nibble calibrate MODEL -o other.calib --gram' makes it");
    }

    @Test
    void sequentialCalibrationIsAnAxisAndTakesTexts(@TempDir Path folder) throws IOException {
        String part = "{'models': [{'quantizers': ['wmse'], 'devices': ['jvm'], 'formats': ['nf4:block=64'], 'sequential': ";
        assertThat(cells(part + "['none', 'plain', 'corrected']}]}")).extracting(cell -> ((Cell.ModelCell) cell).sequential())
                .containsExactly("", "plain:addresses-1801-1900", "corrected:addresses-1801-1900");
        Path texts = folder.resolve("texts.txt");
        Files.writeString(texts, "One.\n");
        assertThat(cells(part + "['plain'], 'text': '" + texts + "'}]}")).singleElement()
                .satisfies(cell -> assertThat(cell.text()).endsWith(" sequential=plain:" + texts));
        assertThatThrownBy(() -> cells(part + "['none'], 'text': '" + texts + "'}]}")).isInstanceOf(UsageException.class)
                .hasMessageContaining("texts are for sequential calibration, which is not asked for");
        assertThatThrownBy(() -> cells(part + "['plain'], 'text': 'none.txt'}]}")).isInstanceOf(UsageException.class)
                .hasMessageContaining("the texts in none.txt cannot be read");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{'kernels': [{'kernels': ['no.such']}]}                           | no kernel matches 'no.such'",
        "{'kernels': [{'devices': ['no.such']}]}                           | no device matches 'no.such'",
        "{'kernels': [{'ops': ['no.such']}]}                               | no operation matches 'no.such'",
        "{'models': [{'quantizers': ['no.such']}]}                         | no quantizer matches 'no.such'",
        "{'models': [{'quantizers': ['rtn'], 'settings': {'a': 'b'}}]}     | quantizer rtn",
        "{'models': [{'fallback': 'maybe'}]}                               | there are: strict, reference, decode",
        "{'models': [{'sequential': ['true']}]}                            | there are: none, plain, corrected",
        "{'kernels': [{'shapes': ['64']}], 'models': []}                   | ",
        "{'kernels': [{'shapes': ['64xA']}]}                               | a shape is rows x columns",
        "{'kernels': [{'shapes': ['0x4']}]}                                | must be at least 1",
        "{'kernels': [{'shapes': ['4x4'], 'm': [0]}]}                      | m must be at least 1",
        "{'kernels': [{'shapes': ['4x4'], 'formats': []}]}                 | at least one format",
        "{'kernels': [{'shapes': ['9999999999x9999999999']}]}               | shape 9999999999x9999999999 cannot be",
        "{'kernels': [{'shapes': ['4x4'], 'threads': [-1]}]}               | threads must be 1 to 1024, not -1",
        "{'kernels': [{'shapes': ['4x4'], 'threads': [10000]}]}            | threads must be 1 to 1024, not 10000",
        "{'models': [{'quantizers': ['rtn']}], 'sentences': 1}             | sentences must be 3 to 100",
        "{}                                                                | no cells"
    })
    void whatCannotBeIsToldBeforeAnythingRuns(String plan, String message) {
        if (message == null) {
            assertThat(cells(plan)).isNotEmpty();
        } else {
            assertThatThrownBy(() -> cells(plan)).isInstanceOf(UsageException.class).hasMessageContaining(message);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{'kernel': []}                          | 'kernel': there is no such key; there are: kernels, models, sentences, timing",
        "{'kernels': [{'fmts': []}]}             | 'kernels[0].fmts': there is no such key",
        "{'timing': {'maxSecs': 1}}              | 'timing.maxSecs': there is no such key",
        "{'kernels': 'all'}                      | it should be a list",
        "{'kernels': [{'m': ['one']}]}           | 'one' is no whole number",
        "{'kernels': [{'timed': 'maybe'}]}       | 'maybe' is no true or false",
        "{'kernels': [{'formats': [null]}]}      | null",
        "{'timing': {'iterations': 0}}           | timing: iterations must be at least 1, not 0",
        "[]                                      | it should be an object",
        "{'kernels':                             | line 1"
    })
    void whatIsWrongInAPlanIsNamedWithItsPlaceAndWithoutClasses(String plan, String message) {
        assertThatThrownBy(() -> cells(plan)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message)
                .message().doesNotContain("dev.nibble", "java.");
    }

    @Test
    void whatAPlanLeavesOutOfItsTimingHasItsDefault() {
        Plan plan = Json.readStrictly("{\"timing\": {\"maxSeconds\": 0.5}}", Plan.class);
        assertThat(plan.timing()).isEqualTo(TimingPolicy.quick().withMaxSeconds(0.5));
    }
}
