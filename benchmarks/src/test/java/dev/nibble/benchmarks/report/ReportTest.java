package dev.nibble.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.benchmarks.contender.Case;
import dev.nibble.benchmarks.goal.Goals;
import dev.nibble.benchmarks.goal.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Case COLD = Case.of("4096x4096", 1, 2, Case.Mode.COLD);
    private static final String NIBBLE = "nibble affine:bits=4,group=64,axis=1,zero=none x int8";

    @TempDir
    private Path folder;

    private static List<Measurement> measurements() {
        return List.of(
                new Measurement("r", COLD, NIBBLE, "kernel", 10_000_000, 28, 50e9,
                        new double[] {250_000, 240_000, 260_000}, 0, ""),
                new Measurement("r", COLD, "ort nbits b64 acc4", "MatMulNBits", 9_000_000, 30, 50e9,
                        new double[] {300_000}, 352, ""),
                new Measurement("r", COLD, "jlama q4 x i8", "", 0, 0, 50e9, new double[0], -1, "it does not run | here"));
    }

    @Test
    void resultsAreReadAsTheyWereWritten() throws IOException {
        Path path = folder.resolve("deep").resolve("results.jsonl");
        ResultsFile.Header header = new ResultsFile.Header("r", Map.of("cpu", "some \"cpu\""));
        ResultsFile file = ResultsFile.create(path, header);
        for (Measurement one : measurements()) {
            file.append(one);
        }
        ResultsFile.Content content = ResultsFile.read(path);
        assertThat(content.header()).isEqualTo(header);
        assertThat(content.measurements()).usingRecursiveComparison().isEqualTo(measurements());
    }

    @Test
    void aTornLineIsNamed() throws IOException {
        Path path = folder.resolve("results.jsonl");
        ResultsFile.create(path, new ResultsFile.Header("r", Map.of())).append(measurements().getFirst());
        Files.writeString(path, Files.readString(path).stripTrailing().replaceAll(".$", ""));
        assertThatThrownBy(() -> ResultsFile.read(path)).isInstanceOf(IOException.class).hasMessageContaining("line 2");
    }

    @Test
    void aTableHasTimesRatiosBandwidthAndReasons() {
        assertThat(Tables.race(measurements()))
                .contains("| nibble int4 x int8 | kernel      | 250 | 245-255 | 10.0 | 80             | 0      | 1.20x                 |")
                .contains("Read bandwidth: 50.0 GB/s")
                .contains("- jlama q4 x i8: it does not run | here");
    }

    @Test
    void goalsAreToldAsPassedOrMissed() {
        String goals = Tables.goals(Judge.judge(Goals.all(), measurements()));
        assertThat(goals.lines().filter(line -> line.contains("no slower than the best peer")))
                .singleElement().asString().contains("1.20x").contains("1.00x").contains("ort nbits b64 acc4").contains("PASS");
        assertThat(goals.lines().filter(line -> line.contains("85 % of the read bandwidth")))
                .singleElement().asString().contains("80 %").contains("85 %").contains("miss");
    }

    @Test
    void aShortRunAndWhatItDidNotTryAreTold() {
        assertThat(Tables.all(Map.of(), Judge.judge(Goals.all(), measurements()), measurements()))
                .contains("- rounds: 1 to 3, fewer than the usual 15")
                .containsPattern("(?m)^Not tried: int8act-hot, f32act-hot, .*allocation\\.$")
                .doesNotContain("int8act-cold");
        List<Measurement> usual = List.of(new Measurement("r", COLD, NIBBLE, "kernel", 1, 28, 50e9, new double[15], 0, ""));
        assertThat(Tables.all(Map.of(), List.of(), usual)).startsWith("- rounds: 15\n");
    }

    @Test
    void onlyWhatIsBetweenTheMarksIsReplaced() throws IOException {
        Path readme = folder.resolve("README.md");
        Files.writeString(readme, "before\n" + ReadmeSection.BEGIN + "\nold\n" + ReadmeSection.END + "\nafter\n");
        ReadmeSection.replace(readme, "new\n");
        ReadmeSection.replace(readme, "newer\n");
        assertThat(readme).hasContent("before\n" + ReadmeSection.BEGIN + "\nnewer\n" + ReadmeSection.END + "\nafter\n");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void aFileWithoutMarksStaysAsItIs() throws IOException {
        Path readme = folder.resolve("README.md");
        Files.writeString(readme, "text");
        assertThatThrownBy(() -> ReadmeSection.replace(readme, "new"))
                .isInstanceOf(IOException.class).hasMessageContaining("lacks");
        assertThat(readme).hasContent("text");
    }

    @Test
    void theReadmeOfThisModuleHasAPlaceForTheTable() throws IOException {
        assertThat(Files.readString(Path.of("README.md"))).containsSubsequence(ReadmeSection.BEGIN, ReadmeSection.END);
    }
}
