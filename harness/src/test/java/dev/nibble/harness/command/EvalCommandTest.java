package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Evaluation of real MiniLM files in a worker JVM. */
class EvalCommandTest {
    @TempDir
    Path folder;

    private Path texts;

    @BeforeEach
    void write() throws IOException {
        texts = Files.writeString(folder.resolve("texts.txt"),
                "# three sentences\nA cat sleeps.\nThe dog barks at night.\nTaxes were lowered this year.\n");
    }

    @Test
    void floatModelIsItsOwnEqual() {
        CommandRun run = CommandRun.of("eval", "minilm", "--text", texts, "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode metrics = run.json().get("metrics");
        assertThat(metrics.get("cosine.mean").asDouble()).isGreaterThan(0.999999);
        assertThat(metrics.get("spearman").asDouble()).isGreaterThan(0.999999);
        assertThat(metrics.get("texts").asInt()).isEqualTo(3);
        assertThat(metrics.get("tensors.quantized").asInt()).isZero();
        assertThat(metrics.get("fallback.layers").asInt()).isZero();
    }

    @Test
    void layersWithoutAFastKernelAreAnErrorUnlessTheReferenceIsAllowed() {
        Path quantized = folder.resolve("q.safetensors");
        CommandRun made = CommandRun.of("quantize", "minilm", "-o", quantized, "--quantizer", "rtn | int8", "--format",
                "affine:bits=8,group=64,axis=0", "--include", "encoder.layer.3.attention.output.dense");
        assertThat(made.exitCode()).as(made.err()).isZero();

        CommandRun strict = CommandRun.of("eval", quantized, "--text", texts);

        assertThat(strict.exitCode()).as(strict.err()).isEqualTo(1);
        assertThat(strict.out()).isEmpty();
        assertThat(strict.err()).contains("no fast kernel that is proven on jvm", "--fallback reference", "1 layer",
                "encoder.layer.3.attention.output.dense", "axis=0,zero=float with int8 inputs: ", "jvm.linear.int8");

        assertThat(CommandRun.of("eval", quantized, "--text", texts, "--json").json().get("refused").get(0).asString())
                .contains("encoder.layer.3.attention.output.dense");

        CommandRun allowed = CommandRun.of("eval", quantized, "--text", texts, "--fallback", "reference");

        assertThat(allowed.exitCode()).as(allowed.err()).isZero();
        assertThat(allowed.out()).contains("1 of 36 linear layers quantized, 1 by fallback reference", "fallback",
                "encoder.layer.3.attention.output.dense");
    }
}
