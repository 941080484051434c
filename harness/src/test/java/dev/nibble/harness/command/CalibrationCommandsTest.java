package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.Preparation;
import dev.nibble.api.quantizer.Prepared;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.SafetensorsFile;
import dev.nibble.models.file.SafetensorsWriter;
import dev.nibble.models.file.TensorFile;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** From activations to a calibration to a quantized file with input scales and back, through the commands. */
class CalibrationCommandsTest {
    private static final String FORMAT = "affine:bits=4,group=64";
    private static final String SCALE = ModelFiles.WEIGHT + ".input_scale";

    @TempDir
    Path folder;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private URLClassLoader loader;
    private Path model;
    private Path calibration;
    private Path quantized;

    /** Scales every channel by a power of its mean |x|. */
    public static final class MeanScale implements Preparation {
        @Override
        public String name() {
            return "mean-scale";
        }

        @Override
        public String description() {
            return "a power of mean |x|, for tests";
        }

        @Override
        public List<Option> options() {
            return List.of(Option.number("alpha", 0.5, "the power"));
        }

        @Override
        public Set<Need> needs() {
            return Set.of(Need.MOMENTS);
        }

        @Override
        public Support supports(Format format) {
            return Support.yes();
        }

        @Override
        public Prepared prepare(QuantizeRequest request) {
            double alpha = request.settings().number("alpha");
            Tensor mean = request.activations().orElseThrow().meanAbs();
            float[] factors = new float[mean.shape().rowLength()];
            for (int k = 0; k < factors.length; k++) {
                factors[k] = (float) Math.pow(mean.getFloat(0, k), -alpha);
            }
            return Prepared.scaled(request.weights(), factors).withNotes(List.of("alpha " + alpha));
        }
    }

    @BeforeEach
    void files() throws IOException {
        model = ModelFiles.small(folder);
        calibration = folder.resolve("x.calib");
        quantized = folder.resolve("quantized.safetensors");
        Path services = Files.createDirectories(folder.resolve("plugin/META-INF/services"));
        Files.writeString(services.resolve(Preparation.class.getName()), MeanScale.class.getName());
        loader = new URLClassLoader(new URL[] {folder.resolve("plugin/").toUri().toURL()}, before);
        Thread.currentThread().setContextClassLoader(loader);
    }

    @AfterEach
    void close() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        loader.close();
    }

    /** One channel in sixteen is much larger than the others. */
    private static Tensor activations(int rows, int channels) {
        Tensor tensor = ModelFiles.normal(11, rows, channels);
        for (int r = 0; r < rows; r++) {
            for (int k = 0; k < channels; k += 16) {
                tensor.setFloat(r, k, 20 * tensor.getFloat(r, k));
            }
        }
        return tensor;
    }

    private CommandRun calibrate(Object... more) {
        Path file = ModelFiles.write(folder.resolve("x.safetensors"), Map.of("layers.1.q", activations(200, 128)));
        List<Object> arguments = new java.util.ArrayList<>(
                List.of("calibrate", model, "--activations", file, "-o", calibration));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray());
    }

    private CommandRun quantize(String quantizer, Object... more) {
        List<Object> arguments = new java.util.ArrayList<>(List.of(
                "quantize", model, "-o", quantized, "--quantizer", quantizer, "--format", FORMAT, "--include", "layers.1.q"));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray());
    }

    @Test
    void anInputScaleIsSavedShownAndUndoneWhenDecoding() {
        JsonNode made = calibrate("--gram", "--json").json();
        assertThat(made.get("layers").asInt()).isEqualTo(1);
        assertThat(made.get("contentHash").asString()).matches("[0-9a-f]{64}");

        CommandRun run = quantize("mean-scale:alpha=0.25 | rtn", "--calibration", calibration, "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode one = run.json().get("quantized").get(0);
        assertThat(run.json().get("quantizer").asString()).isEqualTo("mean-scale:alpha=0.25 | rtn");
        assertThat(run.json().get("calibration").asString()).isEqualTo(made.get("contentHash").asString());
        assertThat(one.get("transform").asString()).isEqualTo("input-scale");
        assertThat(one.get("relativeError").asDouble()).as("against the weights as they were").isBetween(0.03, 0.15);
        assertThat(one.get("notes").get(0).asString()).isEqualTo("mean-scale:alpha=0.25: alpha 0.25");
        assertThat(one.get("stages").valueStream().map(it -> it.get("stage").asString())).containsExactly("mean-scale:alpha=0.25", "rtn");

        JsonNode line = CommandRun.of("inspect", quantized, "--json").json().get("tensors").valueStream()
                .filter(it -> it.get("name").asString().equals(ModelFiles.WEIGHT)).findFirst().orElseThrow();
        assertThat(line.get("note").asString()).isEqualTo("with an input scale");
        assertThat(line.get("maker").get("here").asString()).isEqualTo("yes");
        assertThat(line.get("maker").get("settings").get("mean-scale.alpha").asString()).isEqualTo("0.25");
        assertThat(line.get("maker").get("settings").get("calibration").asString()).isEqualTo(made.get("contentHash").asString());
        assertDecodes();
    }

    @Test
    void howInputsAreQuantizedIsSavedShownAndNoPartOfDecodedWeights() {
        calibrate();
        CommandRun run = quantize("mean-scale | rtn | int8-static:range=extremes", "--calibration", calibration, "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode one = run.json().get("quantized").get(0);
        String activation = one.get("activation").asString();
        assertThat(activation).matches("int8-static:scale=[0-9.E-]+,zero=0");
        assertThat(one.get("notes").valueStream().map(JsonNode::asString)).anyMatch(note -> note.matches(
                "int8-static:range=extremes: codes cover .* to .*, which clips 0.000 % of \\d+ sampled values"))
                .anyMatch(note -> note.contains("inputs as " + activation + ": its outputs differ by"));
        JsonNode line = CommandRun.of("inspect", quantized, "--json").json().get("tensors").valueStream()
                .filter(it -> it.get("name").asString().equals(ModelFiles.WEIGHT)).findFirst().orElseThrow();
        assertThat(line.get("activation").asString()).isEqualTo(activation);
        assertThat(line.get("note").asString()).isEqualTo("with an input scale; inputs as " + activation);
        Path decoded = folder.resolve("decoded.safetensors");
        assertThat(CommandRun.of("decode", quantized, "-o", decoded).out())
                .contains("1 layer of " + quantized + " with int8-static inputs, which are no part of weights");
        assertThat(CommandRun.of("decode", quantized, "-o", decoded, "--force", "--json").json().get("quantizedInputs")
                .get("int8-static").asInt()).isEqualTo(1);
        assertThat(quantize("rtn | int8", "--force").out())
                .contains("1 layer with int8 inputs, which is stored beside the weight");
    }

    @Test
    void anAverageThatAScaleHasMadeUnknownIsRefused() {
        calibrate();
        assertRefused(quantize("mean-scale | rtn | int8-static:range=average", "--calibration", calibration),
                "no moving average of the range of the inputs of '" + ModelFiles.WEIGHT + "'", "a stage before scales the channels",
                "range=extremes");
        assertRefused(quantize("rtn | int8-static"), "needs statistics of the layers' inputs (MOMENTS, SAMPLES)");
    }

    private void assertDecodes() {
        Path decoded = folder.resolve("decoded.safetensors");
        CommandRun run = CommandRun.of("decode", quantized, "-o", decoded, "--components");
        assertThat(run.exitCode()).as(run.err()).isZero();
        try (TensorFile file = TensorFile.of(decoded); TensorFile original = TensorFile.of(model)) {
            assertThat(file.info(SCALE).shape()).isEqualTo(Shape.of(128));
            Tensor scale = file.tensor(SCALE);
            assertThat(scale.getFloat(0, 0)).isLessThan(scale.getFloat(0, 1));
            Tensor codes = file.tensor(ModelFiles.WEIGHT + ".codes");
            Tensor step = file.tensor(ModelFiles.WEIGHT + ".scale");
            Tensor zero = file.tensor(ModelFiles.WEIGHT + ".zero");
            for (int k = 0; k < 128; k++) {
                float value = (codes.getFloat(3, k) - zero.getFloat(3, k / 64)) * step.getFloat(3, k / 64);
                assertThat(file.tensor(ModelFiles.WEIGHT).getFloat(3, k)).isEqualTo(value * scale.getFloat(0, k));
                assertThat(value * scale.getFloat(0, k)).isCloseTo(original.tensor(ModelFiles.WEIGHT).getFloat(3, k), within(0.6f));
            }
        }
    }

    @Test
    void anInputScaleThatWasChangedIsFound() {
        calibrate();
        assertThat(quantize("mean-scale | rtn", "--calibration", calibration).exitCode()).isZero();
        Path changed = folder.resolve("changed.safetensors");
        try (SafetensorsFile from = SafetensorsFile.open(quantized); SafetensorsWriter to = SafetensorsWriter.create(changed)) {
            for (String name : from.names()) {
                Tensor tensor = from.tensor(name).copy();
                if (name.equals(SCALE)) {
                    tensor.setFloat(0, 5, 2 * tensor.getFloat(0, 5));
                }
                to.add(name, tensor);
            }
            from.metadata().forEach(to::putMetadata);
            to.finish();
        }
        CommandRun run = CommandRun.of("decode", changed, "-o", folder.resolve("y.safetensors"));
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains("means something else than when it was written");
    }

    @Test
    void withoutACalibrationTheRefusalSaysHowToMakeOne() {
        assertRefused(quantize("mean-scale | rtn"), "needs statistics of the layers' inputs (MOMENTS)", "nibble calibrate",
                "--calibration FILE");
    }

    @Test
    void aCalibrationThatDoesNotFitIsRefused() {
        calibrate();
        assertRefused(quantize("mean-scale | rtn", "--calibration", calibration, "--include", "layers.2"),
                "has no statistics of 1 of 2 tensors to quantize, " + ModelFiles.TALL, "--skip");
        assertRefused(quantize("mean-scale | rtn", "--calibration", model), "no calibration: it lacks nibble.calibration");
        Map<String, Tensor> others = new LinkedHashMap<>();
        others.put(ModelFiles.WEIGHT, ModelFiles.normal(99, 32, 128));
        model = ModelFiles.write(folder.resolve("other.safetensors"), others);
        assertRefused(quantize("mean-scale | rtn", "--calibration", calibration), "is a calibration of another model",
                "weights differ");
    }

    private void assertRefused(CommandRun run, String... told) {
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(told);
        assertThat(quantized).doesNotExist();
    }

    @Test
    void aQuantizerWithoutNeedsSaysThatItDoesNotUseTheCalibration() {
        assertThat(calibrate().exitCode()).isZero();
        CommandRun run = quantize("rtn", "--calibration", calibration);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("quantizer 'rtn' needs no calibration and does not use the one given");
    }

    @Test
    void wrongPipelinesAreRefusedWithOneMessage() {
        assertRefused(quantize("rtn | hqq"), "two quantizers, 'rtn' and 'hqq'");
        assertRefused(quantize("rtn | mean-scale"), "'mean-scale' stands after the quantizer 'rtn'");
        assertRefused(quantize("mean-scale:beta=1 | rtn"), "no option 'beta'", "alpha");
        assertRefused(quantize("none | rtn"), "there is no stage 'none'", "before a quantizer: awq, mean-scale, scale");
        assertRefused(quantize("mean-scale | rtn", "--set", "alpha=1"), "no option 'alpha'", "mean-scale.alpha");
    }

    @Test
    void calibrateRefusesWhatCannotBe() throws IOException {
        assertRefused(calibrate("--samples", "0"), "at least 1 row");
        assertRefused(calibrate("--momentum", "1"), "momentum must be at least 0 and below 1");
        assertRefused(calibrate("--text", model), "give one of them");
        Path big = ModelFiles.write(folder.resolve("big.safetensors"), Map.of("w.weight", ModelFiles.normal(1, 1, 512)));
        Path x = ModelFiles.write(folder.resolve("bigx.safetensors"), Map.of("w", ModelFiles.normal(1, 2, 512)));
        assertRefused(CommandRun.of("calibrate", big, "--activations", x, "-o", calibration, "--gram", "--gram-mib", "1"),
                "2 MiB, and 1 MiB are allowed");
        Tensor nan = activations(3, 128);
        nan.setFloat(2, 7, Float.NaN);
        Path bad = ModelFiles.write(folder.resolve("bad.safetensors"), Map.of("layers.1.q", nan));
        assertRefused(CommandRun.of("calibrate", model, "--activations", bad, "-o", calibration), "layer 'layers.1.q'",
                "channel 7 of row 2 is NaN");
        assertThat(calibration).doesNotExist();
    }

    @Test
    void thinCalibrationsAreWarnedOf() {
        Path file = ModelFiles.write(folder.resolve("few.safetensors"), Map.of("layers.1.q", activations(5, 128)));
        CommandRun run = CommandRun.of("calibrate", model, "--activations", file, "-o", calibration);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("warning: layer 'layers.1.q' saw 5 rows for 128 channels");
    }

    @Test
    void pluginsListsStagesByKindWithTheirOptions() {
        assertThat(CommandRun.of("plugins").out()).containsSubsequence("preparation", "mean-scale", "options: alpha", "quantizer", "rtn",
                "activation quantizer", "int8", "options: zero", "int8-static", "options: range, zero");
        assertThat(CommandRun.of("plugins", "mean-scale").out()).contains("alpha=number");
    }
}
