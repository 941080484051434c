package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.harness.terminal.Table;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.quantized.QuantizedModelFile;
import dev.nibble.runtime.registry.PluginRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class QuantizeDecodeTest {
    private static final String FORMAT = "affine:bits=4,group=64";

    @TempDir
    Path folder;

    private Path model;
    private Path quantized;
    private Path decoded;

    @BeforeEach
    void write() {
        model = ModelFiles.small(folder);
        quantized = folder.resolve("quantized.safetensors");
        decoded = folder.resolve("decoded.safetensors");
    }

    @Test
    void accountsForEveryTensorWithItsErrorOrItsReason() {
        CommandRun run = CommandRun.of("quantize", model, "-o", quantized, "--quantizer", "rtn", "--format", FORMAT,
                "--skip", "layers.1", "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode report = run.json();
        assertThat(report.get("tensorsQuantized").asInt()).isEqualTo(2);
        assertThat(report.get("tensorsTotal").asInt()).isEqualTo(7);
        assertThat(report.get("quantized").valueStream().map(it -> it.get("name").asString()))
                .containsExactly(ModelFiles.OTHER, ModelFiles.TALL);
        assertThat(report.get("quantized").valueStream().mapToDouble(it -> it.get("relativeError").asDouble()))
                .allMatch(error -> error > 0.05 && error < 0.15);
        assertThat(report.get("quantized").get(0).get("bitsPerWeight").asDouble()).isEqualTo(5.0);
        assertThat(report.get("kept").valueStream().map(it -> it.get("name").asString()))
                .containsExactly("embeddings.word.weight", ModelFiles.WEIGHT, "layers.1.q.bias", "steps", "temperature");
        assertThat(report.get("kept").valueStream().map(it -> it.get("reason").asString())).noneMatch(String::isBlank);
        assertThat(report.get("kept").get(1).get("reason").asString()).contains("layers.1");
    }

    @Test
    void textSaysHowManyAndWhyNot() {
        CommandRun run = CommandRun.of("quantize", model, "-o", quantized, "--quantizer", "rtn", "--format", FORMAT);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("3 of 7 tensors quantized to affine:bits=4,group=64")
                .contains("KEPT AS IT IS").contains("not float: I64").contains("scalar").contains("1-D");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= Table.WIDTH + 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "affine:bits=4,group=64", "affine:bits=3,group=64,zero=int,params=f16", "nf4:block=64,double=256", "fp8:e4m3fn,per=row"})
    void decodeGivesWhatTheFormatMeansAndCopiesTheRest(String text) {
        quantize("rtn", text);

        CommandRun run = CommandRun.of("decode", quantized, "-o", decoded);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("3 tensors decoded to float32, 4 copied");
        Format format = registry().format(text);
        try (TensorFile before = TensorFile.of(model); TensorFile after = TensorFile.of(decoded)) {
            assertThat(after.names()).containsExactlyElementsOf(before.names());
            for (String name : before.names()) {
                Tensor original = before.tensor(name);
                boolean made = List.of(ModelFiles.WEIGHT, ModelFiles.OTHER, ModelFiles.TALL).contains(name);
                Tensor expected = made ? format.encode(original).decode() : original;
                assertThat(after.tensor(name).sameBytes(expected)).as(name).isTrue();
            }
            assertThat(after.metadata()).containsEntry("license", "none");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=3,group=64", "affine:bits=4,group=64,zero=int,params=f16", "nf4:block=64,double=256",
        "fp8:e4m3fn,per=row"})
    void componentsComeBackUnpackedUnderTheirNames(String text) {
        quantize("rtn", text);

        CommandRun run = CommandRun.of("decode", quantized, "-o", decoded, "--components");

        assertThat(run.exitCode()).as(run.err()).isZero();
        try (TensorFile after = TensorFile.of(decoded);
                QuantizedModelFile file = QuantizedModelFile.open(quantized, registry()::format)) {
            QuantizedTensor tensor = file.quantized(ModelFiles.WEIGHT).orElseThrow().tensor();
            tensor.components().forEach((name, packed) -> {
                Tensor unpacked = after.tensor(ModelFiles.WEIGHT + "." + name);
                assertThat(unpacked.shape().elements()).isEqualTo(packed.shape().elements());
                if (name.equals("codes") && !packed.type().isPacked()) {
                    assertThat(unpacked.type()).isEqualTo(ElementType.U8);
                    assertThat(unpacked.data().mismatch(packed.data())).isEqualTo(-1);
                    return;
                }
                assertThat(unpacked.type()).as(name).isEqualTo(packed.type().isPacked() ? ElementType.U8 : packed.type());
                for (long r = 0; r < packed.shape().rows(); r++) {
                    for (long c = 0; c < packed.shape().cols(); c++) {
                        assertThat(unpacked.getFloat(r, c)).isEqualTo(packed.getFloat(r, c));
                    }
                }
            });
            assertThat(after.info(ModelFiles.WEIGHT + ".codes").shape()).isEqualTo(tensor.shape());
        }
    }

    @Test
    void sameBytesWithOneThreadAndWithMany() throws IOException {
        Path again = folder.resolve("again.safetensors");
        for (Path target : List.of(quantized, again)) {
            CommandRun run = CommandRun.of("quantize", model, "-o", target, "--quantizer", "hqq", "--format", FORMAT,
                    "--seed", 7, "--threads", target.equals(again) ? 8 : 1);
            assertThat(run.exitCode()).as(run.err()).isZero();
        }
        assertThat(Files.mismatch(quantized, again)).isEqualTo(-1);
    }

    @Test
    void tensorThatTheFormatCannotHoldIsKeptWithTheReason() {
        CommandRun run = CommandRun.of("quantize", model, "-o", quantized, "--quantizer", "rtn", "--format",
                "affine:bits=4,group=64,axis=0", "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json().get("kept").valueStream()
                .filter(it -> it.get("name").asString().equals(ModelFiles.TALL))
                .map(it -> it.get("reason").asString()))
                .singleElement().asString().contains("cannot hold shape 100x64");
    }

    @Test
    void includeChoosesExactlyWhatItNames() {
        CommandRun run = CommandRun.of("quantize", model, "-o", quantized, "--quantizer", "rtn", "--format", FORMAT,
                "--include", "layers.1", "--include", "embeddings.*", "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json().get("quantized").valueStream().map(it -> it.get("name").asString()))
                .containsExactly("embeddings.word.weight", ModelFiles.WEIGHT);
    }

    @Test
    void settingsAndSeedAreInTheProvenance() {
        CommandRun run = CommandRun.of("quantize", model, "-o", quantized, "--quantizer", "hqq", "--format", FORMAT,
                "--set", "compat=reference", "--seed", 5);
        assertThat(run.exitCode()).as(run.err()).isZero();

        JsonNode maker = CommandRun.of("inspect", quantized, "--json").json().get("tensors").valueStream()
                .filter(it -> it.get("quantized").asBoolean()).findFirst().orElseThrow().get("maker");

        assertThat(maker.get("quantizer").asString()).isEqualTo("hqq");
        assertThat(maker.get("settings").get("compat").asString()).isEqualTo("reference");
        assertThat(maker.get("settings").get("seed").asString()).isEqualTo("5");
        assertThat(maker.get("here").asString()).isEqualTo("yes");
    }

    @Test
    void forceReplacesTheOutput() throws IOException {
        Files.writeString(quantized, "old");

        CommandRun run = CommandRun.of("quantize", model, "-o", quantized, "--quantizer", "rtn", "--format", FORMAT, "--force");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Files.size(quantized)).isGreaterThan(1000);
    }

    private void quantize(String quantizer, String format) {
        CommandRun run = CommandRun.of("quantize", model, "-o", quantized, "--quantizer", quantizer, "--format", format);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static PluginRegistry registry() {
        return PluginRegistry.load(Thread.currentThread().getContextClassLoader());
    }
}
