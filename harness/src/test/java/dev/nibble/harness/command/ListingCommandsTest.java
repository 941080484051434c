package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** devices, plugins, support, explain, doctor, and what eval refuses. */
class ListingCommandsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"devices", "plugins", "support", "explain", "doctor", "quantize", "decode", "inspect", "eval"})
    void helpHasExamples(String command) {
        CommandRun run = CommandRun.of(command, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: nibble " + command, "Examples:", "nibble " + command + " ", "--json");
    }

    @Test
    void devicesShowWhatTheyAreAndWhetherTheyAreUsable() {
        CommandRun run = CommandRun.of("devices");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("jvm  usable", "jdk.incubator.vector").containsPattern("[1-9] of [1-9] devices usable");
        JsonNode devices = CommandRun.of("devices", "--json").json().get("devices");
        assertThat(devices.valueStream().map(it -> it.get("runtime").asString())).contains("jvm", "opencl");
        JsonNode device = devices.valueStream().filter(it -> it.get("id").asString().equals("jvm")).findFirst().orElseThrow();
        assertThat(device.get("usable").asBoolean()).isTrue();
        assertThat(device.get("missing").isEmpty()).isTrue();
        assertThat(device.get("memoryBytes").asLong()).isPositive();
    }

    @Test
    void pluginsOfEveryKindAreListedWithVersionDigestAndDescription() {
        JsonNode plugins = CommandRun.of("plugins", "--json").json().get("plugins");

        assertThat(plugins.valueStream().map(it -> it.get("kind").asString()).distinct())
                .containsExactlyInAnyOrder("preparation", "quantizer", "refiner", "activation quantizer", "format", "op", "kernel", "device",
                        "exporter", "lint");
        assertThat(plugins.valueStream()).allMatch(it -> it.get("sha256").asString().matches("[0-9a-f]{64}")
                && !it.get("version").asString().isEmpty() && !it.get("description").asString().isBlank());
    }

    @Test
    void sourcesForOfflineCompilersAreWrittenWithoutAnyCompiler() {
        Path fpga = folder.resolve("fpga");
        CommandRun run = CommandRun.of("export-kernels", "--target", "fpga", "-o", fpga.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains(fpga.resolve("linearGrid4.cl").toString(), fpga.resolve("linearGrid4.json").toString());
        assertThat(fpga.resolve("README.md")).content().contains("aoc", "v++");
        assertThat(CommandRun.of("export-kernels", "--target", "asic", "-o", fpga.toString()).exitCode()).isEqualTo(2);
    }

    @Test
    void onePluginShowsItsOptions() {
        CommandRun run = CommandRun.of("plugins", "hqq");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("compat=none|reference", "iterations=integer").doesNotContain("nf4");
    }

    @Test
    void supportAnswersForEveryFormatKernelAndDeviceWithReasons() {
        JsonNode answers = CommandRun.of("support", "--json").json().get("answers");

        assertThat(answers.size()).isGreaterThan(50);
        assertThat(answers.valueStream())
                .allMatch(it -> it.get("supported").asBoolean() == it.get("reasons").isEmpty());
        assertThat(answers.valueStream()
                .filter(it -> it.get("supported").asBoolean()).map(it -> it.get("op").asString()).distinct())
                .contains("linear", "matmul", "embedding", "dequantize");
    }

    @Test
    void supportTextHasAMatrixAndSaysWhyNot() {
        CommandRun run = CommandRun.of("support", "--op", "linear", "--format", "affine:bits=4,group=64", "--format", "mxfp4");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("linear @ jvm", "reference", "Why not:", "jvm.linear.int4", "required");
    }

    @Test
    void shapeThatAFormatCannotHoldIsAReason() {
        CommandRun run = CommandRun.of("support", "--op", "linear", "--format", "affine:bits=4,group=64,axis=0", "--shape", "10x64",
                "--json");

        assertThat(run.json().get("answers").valueStream()).isNotEmpty()
                .noneMatch(it -> it.get("supported").asBoolean());
    }

    @Test
    void explainShowsEveryFailedRequirementOfEveryKernel() {
        CommandRun run = CommandRun.of("explain", "--format", "affine:bits=3,group=64,axis=0", "--no-prove");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("jvm.linear.int4: not eligible", "NO  bits", "4 required, 3 given", "NO  grouping",
                "jvm.reference.linear: a reference", "The dispatcher refuses this case");
    }

    @Test
    void explainTellsContractsApartFromSupport() {
        JsonNode candidates = CommandRun.of("explain", "--format", "affine:bits=4,group=64", "--m", "1", "--no-prove", "--json")
                .json().get("candidates");

        JsonNode int4 = candidates.valueStream().filter(it -> it.get("kernel").asString().equals("jvm.linear.int4"))
                .findFirst().orElseThrow();
        assertThat(int4.get("supported").asBoolean()).isTrue();
        assertThat(int4.get("contract").asString()).isIn("passed", "failed", "not proven");
        assertThat(int4.get("eligible").asBoolean()).isEqualTo(int4.get("contract").asString().equals("passed"));
        assertThat(int4.get("requirements").valueStream()).isNotEmpty().allMatch(it -> it.get("met").asBoolean());
    }

    @Test
    void doctorFindsNothingMissingHere() {
        CommandRun run = CommandRun.of("doctor", "--no-worker");

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).contains("ok", "java", "vector module", "memory", "cores", "cache folder", "kernels",
                "device jvm", "contracts", "Nothing essential is missing");
        assertThat(CommandRun.of("doctor", "--no-worker", "--json").json().get("healthy").asBoolean()).isTrue();
    }

    @Test
    void doctorNamesAFolderThatCannotBeWritten() {
        DoctorCommand.Finding finding = MachineCheckup.cache(Path.of("/dev/null/nibble"));

        assertThat(finding.level()).isEqualTo(DoctorCommand.Level.FAIL);
        assertThat(finding.found()).contains("/dev/null/nibble cannot be written");
        assertThat(finding.remedy()).contains("XDG_CACHE_HOME");
    }

    static Stream<String> mistakes() {
        return Stream.of(
                "plugins hqqq|hqqq|there are",
                "support --op conv9|conv9|linear",
                "support --kernel nope|nope|jvm.linear.int4",
                "support --device gpu7|gpu7|jvm",
                "support --shape 3by4|384x1536|3by4",
                "support --op linear --kernel jvm.reference.matmul|no kernel is left|jvm",
                "support --m 0|at least 1|0",
                "sweep --resume --run no-such-run|no-such-run|to start it",
                "explain --format nf5|nf5|nf4",
                "explain --format affine:bits=4,grop=3|grop|group",
                "explain --format mxfp4 --op conv9|conv9|linear",
                "explain --format mxfp4 --activation int9|int9|f32",
                "explain --format mxfp4 --device gpu7|gpu7|jvm",
                "explain|--format|required",
                "eval none.safetensors|none.safetensors|no such file",
                "eval minilm --device gpu7|gpu7|jvm",
                "eval minilm --text none.txt|none.txt|cannot be read",
                "eval minilm --fallback maybe|maybe|reference",
                "eval minilm --threads 0|--threads|1 to 1024");
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakesAreNamedInOneLineWithWhatIsPossible(String mistake) {
        String[] parts = mistake.split("\\|");

        CommandRun run = CommandRun.of((Object[]) parts[0].split(" "));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().findFirst().orElseThrow().toLowerCase(java.util.Locale.ROOT)).startsWith("nibble: ")
                .contains(Arrays.stream(parts).skip(1).map(it -> it.toLowerCase(java.util.Locale.ROOT)).toList());
        assertThat(run.err()).doesNotContain("\tat ");
    }

    @Test
    void evalRefusesAModelThatItCannotRun() {
        CommandRun run = CommandRun.of("eval", ModelFiles.small(folder));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("no all-MiniLM-L6-v2", "encoder.layer.0").hasLineCount(1);
    }
}
