package dev.nibble.harness.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.harness.timing.TimingPolicy;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.models.calibrate.CalibrationFile;
import dev.nibble.models.calibrate.Capture;
import dev.nibble.models.calibrate.CaptureOptions;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.eval.EvalTexts;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.SafetensorsWriter;
import dev.nibble.models.file.TensorFile;
import dev.nibble.runtime.registry.PluginRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCellsTest {
    private static final Registry REGISTRY = PluginRegistry.load(ModelCellsTest.class.getClassLoader());

    private static Outcome run(String quantizer, String format) throws Exception {
        return run(new Cell.ModelCell("minilm", quantizer, Map.of(), format, "decode", "jvm", 2, 1));
    }

    private static Outcome run(Cell cell) throws Exception {
        try (CellSession session = CellSession.open()) {
            return session.run(new CellTask(cell, TimingPolicy.quick(), false, 4)).outcome();
        }
    }

    @Test
    void aModelIsQuantizedAndComparedWithItsFloatForm() throws Exception {
        assertThat(run("rtn", "affine:bits=3,group=64,axis=1,zero=float")).isInstanceOfSatisfying(Outcome.Passed.class, passed -> {
            Map<String, Double> values = passed.metrics().stream().collect(Collectors.toMap(Metric::name, Metric::value));
            assertThat(values.get("cosine.mean")).isBetween(0.7, 0.9);
            assertThat(values.get("weight.error.mean")).isBetween(0.15, 0.25);
            assertThat(values).containsEntry("bits.per.weight", 4.0).containsEntry("tensors.quantized", 36.0)
                    .containsKeys("cosine.min", "spearman", "weight.error.max", "weight.error.meanabs", "quantize.seconds",
                            "eval.seconds", "fallback.layers", "tensors.total");
            assertThat(passed.tensors()).hasSize(36);
            // Every tensor of the file is accounted for.
            assertThat(passed.notes()).anyMatch(note -> note.startsWith("36 of ")).anyMatch(note -> note.startsWith("kept "));
        });
    }

    @Test
    void withACalibrationTheErrorsOfOutputsAreMeasuredOnItsRowsAndOnOthers(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("few.calib");
        try (TensorFile model = ModelSource.open(ModelSource.MINILM); Tokenizer tokenizer = Tokenizer.minilm()) {
            CalibrationFile.write(file, new Capture(CaptureOptions.standard(), (_, _) -> { })
                    .ofTexts(model, tokenizer, EvalTexts.earlierAddresses().subList(0, 6)), Map.of());
        }
        Cell.ModelCell cell = new Cell.ModelCell("minilm", "rtn", Map.of(), "affine:bits=3,group=64,axis=1,zero=float", "decode",
                "jvm", 2, 1, file.toString(), "");
        assertThat(run(cell)).isInstanceOfSatisfying(Outcome.Passed.class, passed -> {
            Map<String, Double> values = passed.metrics().stream().collect(Collectors.toMap(Metric::name, Metric::value));
            assertThat(values.get("output.error.calibration")).isCloseTo(meanOnSample(file), within(1e-6));
            assertThat(values.get("output.error.heldout")).isBetween(0.1, 0.3).isNotEqualTo(values.get("output.error.calibration"));
            assertThat(passed.notes()).anyMatch(note -> note.matches("output error: mean over 36 layers, on \\d+ rows of the "
                    + "calibration and on \\d+ rows of the 4 sentences that the model is judged by"));
        });
        assertThat(run(new Cell.ModelCell("minilm", "rtn | int8", Map.of(), "affine:bits=8,group=64", "strict", "jvm", 2, 1,
                file.toString(), ""))).isInstanceOfSatisfying(Outcome.Passed.class, passed -> {
            Map<String, Double> values = passed.metrics().stream().collect(Collectors.toMap(Metric::name, Metric::value));
            // By the weights alone it would be some 0.005.
            assertThat(values.get("output.error.calibration")).isBetween(0.01, 0.05);
            assertThat(values.get("output.error.heldout")).isBetween(0.01, 0.05);
            assertThat(values.get("cosine.mean")).isBetween(0.98, 0.9999);
            assertThat(passed.notes()).anyMatch(note -> note.contains("rows of the calibration, inputs quantized as each layer has it"));
        });
        Path other = folder.resolve("other.safetensors");
        try (SafetensorsWriter writer = SafetensorsWriter.create(other)) {
            writer.add("a.weight", Tensor.of(Shape.of(4, 64), new float[256]));
            writer.finish();
        }
        assertThat(run(new Cell.ModelCell(other.toString(), "rtn", Map.of(), cell.format(), "decode", "jvm", 2, 1,
                file.toString(), ""))).isInstanceOfSatisfying(Outcome.Unsupported.class,
                refused -> assertThat(refused.reasons()).singleElement().asString().contains("calibration of another model"));
    }

    @Test
    void withSequentialCalibrationLayersAreQuantizedOnWhatThoseBeforeMake(@TempDir Path folder) throws Exception {
        Path texts = folder.resolve("texts.txt");
        Files.write(texts, EvalTexts.earlierAddresses().subList(0, 6));
        Cell.ModelCell cell = sequential("scale:alpha=0.5 | rtn", texts);
        assertThat(run(cell)).isInstanceOfSatisfying(Outcome.Passed.class, passed -> {
            Map<String, Double> values = passed.metrics().stream().collect(Collectors.toMap(Metric::name, Metric::value));
            assertThat(values.get("cosine.mean")).isBetween(0.75, 0.97);
            assertThat(values).containsEntry("tensors.quantized", 36.0).doesNotContainKey("output.error.calibration");
            assertThat(passed.notes()).anyMatch(note -> note.matches(
                    "sequential calibration, plain: 24 steps, on \\d+ rows of 6 texts \\(.*texts.txt\\), each with the layers before it quantized"));
        });
        assertThat(run(sequential("rtn", texts))).isInstanceOfSatisfying(Outcome.Unsupported.class, refused -> assertThat(
                refused.reasons()).singleElement().asString().contains("quantizer 'rtn' does not look at the layers' inputs"));
    }

    private static Cell.ModelCell sequential(String quantizer, Path texts) {
        return new Cell.ModelCell("minilm", quantizer, Map.of(), "affine:bits=3,group=64,axis=1,zero=float", "decode", "jvm", 2, 1, "",
                "plain:" + texts);
    }

    /** The same in plain loops over the sampled rows. */
    private static double meanOnSample(Path file) {
        Quantizer rtn = REGISTRY.quantizer("rtn");
        Format format = REGISTRY.format("affine:bits=3,group=64");
        try (TensorFile model = ModelSource.open(ModelSource.MINILM); CalibrationFile calibration = CalibrationFile.open(file)) {
            return MiniLmEncoder.linearWeights().stream().mapToDouble(name -> {
                Tensor weight = model.tensor(name);
                Tensor decoded = rtn.quantize(QuantizeRequest.of(name, weight, format, Settings.defaults(rtn.options()), 1))
                        .tensor().decode();
                Tensor x = calibration.calibration().layer(name).orElseThrow().samples().orElseThrow();
                return IntStream.range(0, (int) weight.shape().rows()).parallel()
                        .mapToObj(row -> squares(x, weight, decoded, row))
                        .reduce((a, b) -> new double[] {a[0] + b[0], a[1] + b[1]})
                        .map(sums -> Math.sqrt(sums[0] / sums[1])).orElseThrow();
            }).average().orElseThrow();
        }
    }

    /** Of the error of one output, and of the output itself, over all rows. */
    private static double[] squares(Tensor x, Tensor weight, Tensor decoded, int row) {
        float[] w = new float[weight.shape().rowLength()];
        float[] d = new float[w.length];
        float[] input = new float[w.length];
        weight.readRow(row, w);
        decoded.readRow(row, d);
        double[] sums = new double[2];
        for (long r = 0; r < x.shape().rows(); r++) {
            x.readRow(r, input);
            double error = 0;
            double output = 0;
            for (int k = 0; k < w.length; k++) {
                error += input[k] * ((double) w[k] - d[k]);
                output += (double) input[k] * w[k];
            }
            sums[0] += error * error;
            sums[1] += output * output;
        }
        return sums;
    }

    @Test
    void aFormatThatTheQuantizerCannotMakeIsRefusedWithTheReason() throws Exception {
        assertThat(run("hqq", "nf4:block=64")).isInstanceOfSatisfying(Outcome.Unsupported.class,
                refused -> assertThat(refused.reasons()).isNotEmpty());
    }
}
