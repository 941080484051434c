package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.models.eval.EvalTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code quantize --sequential} on some layers of all-MiniLM-L6-v2, and its refusals. */
class SequentialCommandTest {
    private static final String BLOCK = "encoder.layer.1.";

    @TempDir
    Path folder;

    private Path texts;
    private Path target;

    @BeforeEach
    void files() throws IOException {
        texts = folder.resolve("texts.txt");
        Files.write(texts, EvalTexts.earlierAddresses().subList(0, 8));
        target = folder.resolve("q.safetensors");
    }

    private CommandRun quantize(Object model, String quantizer, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("quantize", model, "-o", target, "--quantizer", quantizer, "--format",
                "affine:bits=2,group=64"));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray());
    }

    private CommandRun quantizeBlock(String quantizer, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("--include", BLOCK + "**.weight", "--skip", "**.LayerNorm", "--force",
                "--json"));
        arguments.addAll(List.of(more));
        CommandRun run = quantize("minilm", quantizer, arguments.toArray());
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    private JsonNode provenance(String layer) {
        return CommandRun.of("inspect", target, "--json").json().get("tensors").valueStream()
                .filter(it -> it.get("name").asString().equals(BLOCK + layer + ".weight")).findFirst().orElseThrow()
                .get("maker").get("settings");
    }

    /** All but what depends on the clock. */
    private static Map<String, Double> errors(CommandRun run) {
        Map<String, Double> errors = new java.util.TreeMap<>();
        run.json().get("quantized").forEach(it -> errors.put(it.get("name").asString(), it.get("relativeError").asDouble()));
        return errors;
    }

    @Test
    void layersAreQuantizedOnTheInputsThatThoseBeforeMakeAndEveryTensorSaysSo() {
        CommandRun sequential = quantizeBlock("scale:alpha=0.5 | rtn", "--sequential", "--text", texts);
        JsonNode captured = sequential.json().get("sequential");
        assertThat(captured.get("steps").asInt()).isEqualTo(4);
        assertThat(captured.get("texts").asInt()).isEqualTo(8);
        assertThat(captured.get("contentHash")).isEqualTo(sequential.json().get("calibration"));
        JsonNode query = provenance("attention.self.query");
        assertThat(query.get("calibration.kind").asString()).isEqualTo("sequential, plain");
        assertThat(query.get("calibration.texts")).isEqualTo(captured.get("textsHash"));
        assertThat(query.get("calibration").asString()).matches("[0-9a-f]{64}")
                .isEqualTo(provenance("attention.self.value").get("calibration").asString())
                .isNotEqualTo(provenance("output.dense").get("calibration").asString());

        Path calibration = folder.resolve("x.calib");
        assertThat(CommandRun.of("calibrate", "minilm", "--text", texts, "-o", calibration).exitCode()).isZero();
        CommandRun plain = quantizeBlock("scale:alpha=0.5 | rtn", "--calibration", calibration);
        assertThat(plain.json().get("sequential").isNull()).isTrue();
        String first = BLOCK + "attention.self.query.weight";
        String last = BLOCK + "output.dense.weight";
        assertThat(errors(plain).get(first)).as("nothing is quantized before it").isEqualTo(errors(sequential).get(first));
        assertThat(errors(plain).get(last)).isNotEqualTo(errors(sequential).get(last));

        CommandRun corrected = quantizeBlock("scale:alpha=0.5 | rtn", "--sequential=corrected", "--text", texts);
        assertThat(provenance("output.dense").get("calibration.kind").asString()).isEqualTo("sequential, corrected");
        assertThat(errors(corrected).get(first)).as("there is nothing to correct").isEqualTo(errors(sequential).get(first));
        assertThat(errors(corrected).get(last)).as("against the model's own weights").isGreaterThan(errors(sequential).get(last));
    }

    @Test
    void correctedWeightsAreForQuantizersThatLookAtNoInputsToo() {
        quantizeBlock("rtn", "--sequential=corrected", "--text", texts);
        assertThat(provenance("output.dense").get("calibration.kind").asString()).isEqualTo("sequential, corrected");
        assertThat(provenance("output.dense").get("calibration").asString()).matches("[0-9a-f]{64}");
    }

    private void assertRefused(CommandRun run, String... told) {
        assertThat(run.exitCode()).as(run.out()).isEqualTo(2);
        assertThat(run.err()).contains(told);
        assertThat(folder.toFile().list()).as("nothing is half-written").allMatch(name -> !name.startsWith("q."));
    }

    @Test
    void whatItCannotDoIsRefusedWithTheWayOut() {
        assertRefused(quantize("minilm", "rtn", "--sequential"), "quantizer 'rtn' does not look at the layers' inputs",
                "quantize without it");
        assertRefused(quantize(ModelFiles.small(folder), "wmse", "--sequential"), "the only model that Nibble can run",
                "nibble calibrate", "--activations");
        assertRefused(quantize("minilm", "wmse", "--sequential", "--calibration", folder.resolve("x.calib")), "give one of them");
        assertRefused(quantize("minilm", "wmse", "--text", texts), "--text is for --sequential", "nibble calibrate minilm --text");
        assertRefused(quantize("minilm", "wmse", "--sequential=yes"), "no sequential calibration 'yes'", "none, plain, corrected");
        assertRefused(quantize("minilm", "wmse", "--sequential", "--text", folder.resolve("none.txt")), "cannot be read");
        assertRefused(quantize("minilm", "wmse", "--sequential", "--text", texts, "--include", "embeddings.token_type_embeddings"),
                "'embeddings.token_type_embeddings.weight' is not the weight of a linear layer that the model runs", "skip it");
    }

    @Test
    void aRefusalInTheMiddleLeavesNothingBehind() {
        assertRefused(quantize("minilm", "wmse | gptq", "--set", "gptq.damping=2", "--sequential", "--text", texts), "damping");
    }
}
