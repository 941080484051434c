package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.plugin.Registry;
import dev.nibble.models.encoder.LinearFactory;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.eval.EvalTexts;
import dev.nibble.models.eval.Fidelity;
import dev.nibble.models.quantized.QuantizedModelFile;
import dev.nibble.runtime.registry.PluginRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code quantize --fold} on one attention of all-MiniLM-L6-v2, and its refusal of other models. */
class FoldCommandTest {
    private static final String ATTENTION = "encoder.layer.2.attention.";
    private static final String FORMAT = "affine:bits=4,group=64";

    @TempDir
    Path folder;

    private Path quantize(Path calibration, String name, Object... more) {
        Path file = folder.resolve(name);
        List<Object> arguments = new java.util.ArrayList<>(List.of("quantize", "minilm", "-o", file, "--quantizer", "awq:shared | rtn",
                "--format", FORMAT, "--calibration", calibration, "--include", ATTENTION + "**.weight", "--skip", "**.LayerNorm",
                "--json"));
        arguments.addAll(List.of(more));
        CommandRun run = CommandRun.of(arguments.toArray());
        assertThat(run.exitCode()).as(run.err()).isZero();
        if (more.length > 0) {
            assertListed(run.json().get("folding"));
        }
        return file;
    }

    private static void assertListed(JsonNode folding) {
        assertThat(folding.get("outputsDifference").asDouble()).isLessThan(1e-5);
        JsonNode beside = folding.get("scales").get(0);
        assertThat(beside.get("layers").valueStream().map(JsonNode::asString)).containsExactly(ATTENTION + "self.query.weight",
                ATTENTION + "self.key.weight", ATTENTION + "self.value.weight");
        assertThat(beside.get("into").asString()).as("the residual reads the norm too").isEmpty();
        assertThat(beside.get("reason").asString())
                .matches("multiplying encoder.layer.1.output.LayerNorm.* changes more than this input: outputs differ by .*, relative");
        JsonNode values = folding.get("scales").get(1);
        assertThat(values.get("layers").get(0).asString()).isEqualTo(ATTENTION + "output.dense.weight");
        assertThat(values.get("into").asString()).isEqualTo(ATTENTION + "self.value.{bias,weight}");
        assertThat(values.get("outputsDifference").asDouble()).isLessThan(1e-5);
    }

    @Test
    void theValuesTakeTheScaleOfTheAttentionsOutputAndTheModelComputesTheSame() throws IOException {
        Path texts = folder.resolve("texts.txt");
        Files.write(texts, EvalTexts.earlierAddresses().subList(0, 12));
        Path calibration = folder.resolve("minilm.calib");
        CommandRun made = CommandRun.of("calibrate", "minilm", "--text", texts, "-o", calibration, "--samples", "64");
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.out()).contains("18 layers take the same input as others, in 6 groups");

        Path atRunTime = quantize(calibration, "run-time.safetensors");
        Path folded = quantize(calibration, "folded.safetensors", "--fold");

        Fidelity same = Fidelity.between(embeddings(atRunTime), embeddings(folded));
        assertThat(same.minCosine()).isGreaterThan(1 - 1e-6);
        CommandRun inspected = CommandRun.of("inspect", folded);
        assertThat(inspected.out().replaceAll("\\s+", " ")).contains("input scale folded into " + ATTENTION
                + "self.value.{bias,weight}", "multiplied by the input scale of " + ATTENTION + "output.dense.weight");
    }

    private static List<float[]> embeddings(Path file) {
        Registry registry = PluginRegistry.load(FoldCommandTest.class.getClassLoader());
        try (QuantizedModelFile model = QuantizedModelFile.open(file, registry::format); Tokenizer tokenizer = Tokenizer.minilm();
                MiniLmEncoder encoder = MiniLmEncoder.load(model, tokenizer, LinearFactory.floats())) {
            return encoder.embedAll(EvalTexts.addresses().subList(0, 5));
        }
    }

    @Test
    void aModelThatCannotBeRunIsRefusedWithTheWayOut() {
        Path target = folder.resolve("q.safetensors");
        CommandRun run = CommandRun.of("quantize", ModelFiles.small(folder), "-o", target, "--quantizer", "rtn", "--format", FORMAT,
                "--fold");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--fold runs the model in float", "all-MiniLM-L6-v2", "without --fold");
        assertThat(target).doesNotExist();
    }
}
