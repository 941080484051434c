package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.format.Provenance;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.models.quantized.QuantizedModelWriter;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.runtime.registry.PluginRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class InspectCommandTest {
    @TempDir
    Path folder;

    @Test
    void plainFileIsListedWithShapesTypesAndTotals() {
        CommandRun run = CommandRun.of("inspect", ModelFiles.small(folder));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains(ModelFiles.WEIGHT, "32x128", "F32", "I64", "tensor file of 7 tensors");
    }

    @Test
    void quantizedTensorsShowFormatBitsAndMaker() {
        Path made = made("rtn", digestOf("rtn"));

        CommandRun run = CommandRun.of("inspect", made);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("affine:bits=4,group=64", "5.000", "rtn, version 1.2", "alpha=3", digestOf("rtn"),
                "yes, the same build", "1 of them quantized to 5.000 bits per weight", "(kept because)");
    }

    @Test
    void tellsWhenThePluginIsNotHereOrAnotherBuild() {
        assertThat(CommandRun.of("inspect", made("ghost", "ab12")).out())
                .contains("ghost, version 1.2", "no; decoding needs the format only");
        assertThat(CommandRun.of("inspect", made("rtn", "ab12")).out()).contains("another build of it is");
    }

    @Test
    void modelOfAnUnknownPluginStillDecodes() {
        Path decoded = folder.resolve("decoded.safetensors");

        CommandRun run = CommandRun.of("decode", made("ghost", "ab12"), "-o", decoded);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(decoded).exists();
    }

    @Test
    void jsonHasEveryTensorOnce() {
        JsonNode json = CommandRun.of("inspect", made("ghost", "ab12"), "--json").json();

        assertThat(json.get("tensorsQuantized").asInt()).isEqualTo(1);
        assertThat(json.get("tensors").valueStream().map(it -> it.get("name").asString())).containsExactly("w.weight", "w.bias");
        assertThat(json.get("tensors").get(0).get("maker").get("here").asString()).isEqualTo("no");
        assertThat(json.get("tensors").get(1).get("maker").isNull()).isTrue();
    }

    @Test
    void fileThatIsNotThereIsAUsageError() {
        CommandRun run = CommandRun.of("inspect", folder.resolve("none.safetensors"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("nibble: ").contains("none.safetensors").hasLineCount(1);
    }

    @Test
    void decodeRefusesAPlainFileAndWritesNothing() {
        Path target = folder.resolve("out.safetensors");

        CommandRun run = CommandRun.of("decode", ModelFiles.small(folder), "-o", target);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("nibble: ").contains("no quantized model").hasLineCount(1);
        assertThat(Files.exists(target)).isFalse();
    }

    private static String digestOf(String quantizer) {
        PluginRegistry registry = PluginRegistry.load(Thread.currentThread().getContextClassLoader());
        return registry.info(registry.quantizer(quantizer)).sha256();
    }

    private Path made(String quantizer, String digest) {
        PluginRegistry registry = PluginRegistry.load(Thread.currentThread().getContextClassLoader());
        QuantizedTensor tensor = registry.format("affine:bits=4,group=64").encode(ModelFiles.normal(1, 32, 64))
                .withProvenance(new Provenance(quantizer, "1.2", Map.of("alpha", "3"), digest));
        Path file = folder.resolve(quantizer + digest.length() + ".safetensors");
        try (QuantizedModelWriter writer = QuantizedModelWriter.create(file)) {
            writer.add("w.weight", QuantizedWeight.of(tensor));
            writer.keep("w.bias", ModelFiles.normal(2, 1, 32), "kept because");
            writer.finish();
        }
        return file;
    }
}
