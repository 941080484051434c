package dev.nibble.harness.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.op.Activation;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.TestTraces;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.trace.Cell;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellSelectionTest {
    private static final List<Cell> CELLS = cells();
    private static final Registry REGISTRY = PluginRegistry.load(CellSelectionTest.class.getClassLoader());

    private static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (long m = 1; m <= 20; m++) {
            cells.add(TestTraces.kernel("jvm.linear.int4", "affine:bits=4,group=64,axis=1,zero=float", m));
            cells.add(TestTraces.kernel("jvm.linear.int8", "affine:bits=8,group=64,axis=1,zero=float", m));
        }
        cells.add(TestTraces.MODEL);
        cells.add(new Cell.ModelCell("/a folder/model.safetensors", "rtn", Map.of(), "nf4:block=64", "reference", "opencl:0:1", 1, 7));
        cells.add(new Cell.ModelCell("minilm", "awq:clip=true | hqq | gptq", Map.of("hqq.beta", "5"), "nf4:block=64", "strict", "jvm",
                2, 1, "/a folder/x.calib", ""));
        cells.add(new Cell.ModelCell("minilm", "wmse | gptq", Map.of(), "nf4:block=64", "strict", "jvm", 2, 1, "",
                "plain:/a folder/texts.txt"));
        cells.add(new Cell.ModelCell("minilm", "wmse | gptq", Map.of(), "nf4:block=64", "strict", "jvm", 2, 1, "/a folder/x.calib",
                "corrected:addresses-1801-1900"));
        return cells;
    }

    @Test
    void theTextOfEveryCellReadsBackAsThatCell() {
        assertThat(CELLS).allSatisfy(cell -> assertThat(CellText.parse(cell.text())).contains(cell));
    }

    @Test
    void aFilterIsAPartOfTheTextOrAPattern() {
        assertThat(new CellFilter("").select(CELLS, REGISTRY)).hasSameSizeAs(CELLS);
        assertThat(new CellFilter("int8").select(CELLS, REGISTRY)).hasSize(20);
        assertThat(new CellFilter("m=1,*bits=4").select(CELLS, REGISTRY)).hasSize(1);
        assertThat(new CellFilter("m=1?,*int4").select(CELLS, REGISTRY)).hasSize(10);
    }

    @Test
    void theWholeTextOfACellStandsForItEvenIfItIsNotOffered() {
        Cell other = TestTraces.kernel("jvm.linear.int4", "affine:bits=4,group=32", 99);
        assertThat(new CellFilter(other.text()).select(CELLS, REGISTRY))
                .containsExactly(TestTraces.kernel("jvm.linear.int4", "affine:bits=4,group=32,axis=1,zero=float", 99));
    }

    @Test
    void aNamedCellIsTheSameHoweverItsFormatAndQuantizerAreWritten() {
        String cell = "model minilm awq:clip|hqq affine:group=64,bits=4 @jvm threads=2 fallback=strict seed=1";
        assertThat(new CellFilter(cell).select(CELLS, REGISTRY)).containsExactly(new Cell.ModelCell("minilm",
                "awq:clip=true | hqq", Map.of(), "affine:bits=4,group=64,axis=1,zero=float", "strict", "jvm", 2, 1));
        Cell unknown = new Cell.ModelCell("minilm", "none", Map.of(), "none:x=1", "strict", "jvm", 2, 1);
        assertThat(new CellFilter(unknown.text()).select(CELLS, REGISTRY)).containsExactly(unknown);
    }

    @Test
    void anActivationThatStandsForItsKindIsCalledByIt() {
        Cell whole = TestTraces.kernel("jvm.linear.int4", "affine:bits=4,group=64,axis=1,zero=float", 99);
        String text = whole.text().replace("act=f32", "act=" + Activation.of("int8-static"));
        assertThat(new CellFilter(text).select(CELLS, REGISTRY)).singleElement().extracting(Cell::text).asString()
                .isEqualTo(whole.text().replace("act=f32", "act=int8-static"));
        String own = whole.text().replace("act=f32", "act=int8-static:scale=0.5,zero=0");
        assertThat(new CellFilter(own).select(CELLS, REGISTRY)).singleElement().extracting(Cell::text).isEqualTo(own);
    }

    @Test
    void aFilterThatMatchesNothingIsAnError() {
        assertThatThrownBy(() -> new CellFilter("no.such").select(CELLS, REGISTRY)).isInstanceOf(UsageException.class)
                .hasMessageContaining("no.such").hasMessageContaining("45 cells");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void shardsTogetherAreTheWholeAndShareNothing(int count) {
        List<Cell> union = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            union.addAll(Shard.parse(i + "/" + count).select(CELLS));
        }
        assertThat(union).containsExactlyInAnyOrderElementsOf(CELLS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/4", "5/4", "1", "a/b", "1/0", "-1/4", ""})
    void aShardThatCannotBeIsAnError(String text) {
        assertThatThrownBy(() -> Shard.parse(text)).isInstanceOf(UsageException.class);
    }
}
