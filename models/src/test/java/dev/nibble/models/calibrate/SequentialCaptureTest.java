package dev.nibble.models.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.format.Format;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Calibration;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.eval.EvalTexts;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.fold.MiniLmRun;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.models.quantized.WeightSource;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SequentialCaptureTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(SequentialCaptureTest.class.getClassLoader());
    private static final Set<String> ALL = Set.copyOf(MiniLmEncoder.linearWeights());
    private static final List<String> TEXTS = EvalTexts.earlierAddresses().stream().filter(text -> text.length() > 30)
            .sorted(Comparator.comparingInt(String::length)).limit(2).toList();
    private static TensorFile model;
    private static Tokenizer tokenizer;

    private static Made lossless;

    /** What a run made, step by step. */
    private record Made(List<List<String>> steps, Map<String, ActivationStats> statistics, Map<String, QuantizedWeight> quantized,
            SequentialCapture.Summary summary) {}

    @BeforeAll
    static void open() {
        model = ModelSource.open(ModelSource.MINILM);
        tokenizer = Tokenizer.minilm();
        lossless = run(CaptureOptions.standard(), REGISTRY.format("dense:f32"), ALL);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
        model.close();
    }

    private static Made run(CaptureOptions options, Format format, Set<String> weights) {
        List<List<String>> steps = new ArrayList<>();
        Map<String, ActivationStats> statistics = new LinkedHashMap<>();
        Map<String, QuantizedWeight> quantized = new LinkedHashMap<>();
        SequentialCapture.Summary summary = new SequentialCapture(options, false).run(model, tokenizer, TEXTS, weights, work -> {
            steps.add(work.weights());
            Map<String, QuantizedWeight> made = new LinkedHashMap<>();
            work.weights().forEach(name -> {
                statistics.put(name, work.statistics().layer(name).orElseThrow());
                made.put(name, QuantizedWeight.of(format.encode(model.tensor(name))));
            });
            quantized.putAll(made);
            return made;
        });
        return new Made(steps, statistics, quantized, summary);
    }

    private static String name(int block, String layer) {
        return "encoder.layer." + block + "." + layer + ".weight";
    }

    private static float[] inputs(String weight, Map<String, QuantizedWeight> weights) {
        return new MiniLmRun(tokenizer, TEXTS).run(WeightSource.of(model, weights)).inputs().get(weight);
    }

    /** What goes into a layer when a whole model with these weights is run by other means. */
    private static ActivationStats inputOf(String weight, Map<String, QuantizedWeight> weights) {
        float[] rows = inputs(weight, weights);
        int channels = model.info(weight).shape().rowLength();
        LayerCapture capture = new LayerCapture(weight, channels, CaptureOptions.standard());
        capture.add(rows.length / channels, rows);
        return capture.finish();
    }

    @Test
    void theStatisticsOfALayerAreThoseOfTheModelWithAllLayersBeforeItQuantized() {
        Made made = run(CaptureOptions.standard(), REGISTRY.format("affine:bits=3,group=64"), ALL);

        String first = name(0, "attention.self.query");
        assertThat(made.statistics().get(first).sameInput(lossless.statistics().get(first))).as("nothing is before it").isTrue();
        for (String weight : List.of(name(0, "attention.output.dense"), name(3, "attention.self.key"), name(5, "output.dense"))) {
            Map<String, QuantizedWeight> before = new LinkedHashMap<>();
            made.steps().stream().takeWhile(step -> !step.contains(weight)).forEach(step ->
                    step.forEach(name -> before.put(name, made.quantized().get(name))));
            assertThat(made.statistics().get(weight).sameInput(inputOf(weight, before))).as(weight).isTrue();
            assertThat(made.statistics().get(weight).sameInput(lossless.statistics().get(weight))).as("float model, " + weight)
                    .isFalse();
        }
    }

    @Test
    void withLosslessLayersBeforeTheyAreThoseOfThePlainCalibrationToTheByte() {
        Calibration plain = new Capture(CaptureOptions.standard(), (_, _) -> { }).ofTexts(model, tokenizer, TEXTS);

        assertThat(lossless.statistics().keySet()).containsExactlyInAnyOrderElementsOf(ALL);
        lossless.statistics().forEach((name, stats) -> {
            ActivationStats expected = plain.layer(name).orElseThrow();
            assertThat(stats.sameInput(expected)).as(name).isTrue();
            assertThat(stats.inputRange()).as(name).isEqualTo(expected.inputRange());
            assertThat(stats.outputRange()).isEmpty();
            assertThat(lossless.summary().rows()).isEqualTo(expected.rows());
        });
    }

    @Test
    void stepsAreTheLayersWithOneInputInTheOrderInWhichTheModelRunsThemAndAlwaysAlike() {
        assertThat(lossless.steps()).hasSize(lossless.summary().steps()).hasSize(4 * 6);
        assertThat(lossless.steps().subList(4, 8)).containsExactly(
                List.of(name(1, "attention.self.query"), name(1, "attention.self.key"), name(1, "attention.self.value")),
                List.of(name(1, "attention.output.dense")), List.of(name(1, "intermediate.dense")), List.of(name(1, "output.dense")));

        Set<String> some = Set.of(name(4, "attention.output.dense"), name(4, "attention.self.value"), name(4, "attention.self.key"));
        CaptureOptions options = CaptureOptions.standard().withGram();
        Made made = run(options, REGISTRY.format("nf4:block=64"), some);
        assertThat(made.steps()).containsExactly(List.of(name(4, "attention.self.key"), name(4, "attention.self.value")),
                List.of(name(4, "attention.output.dense")));
        assertThat(made.statistics().values()).allMatch(stats -> stats.gram().isPresent());
        assertThat(run(options, REGISTRY.format("nf4:block=64"), some).summary()).isEqualTo(made.summary());
    }

    @Test
    void correctedWeightsBringOutputsNearerToThoseOfTheFloatModel() {
        String first = name(0, "attention.output.dense");
        String next = name(0, "intermediate.dense");
        Format coarse = REGISTRY.format("affine:bits=2,group=64");
        Map<String, QuantizedWeight> before = Map.of(first, QuantizedWeight.of(coarse.encode(model.tensor(first))));
        Map<String, Tensor> corrected = new LinkedHashMap<>();
        new SequentialCapture(CaptureOptions.standard(), true).run(model, tokenizer, TEXTS, Set.of(first, next), work -> {
            corrected.putAll(work.corrected());
            String name = work.weights().getFirst();
            return Map.of(name, name.equals(first) ? before.get(first) : QuantizedWeight.of(coarse.encode(model.tensor(name))));
        });
        assertThat(corrected.get(first).sameBytes(model.tensor(first))).as("nothing before it is quantized").isTrue();

        float[] floats = inputs(next, Map.of());
        float[] quantized = inputs(next, before);
        double uncorrected = distance(floats, quantized, model.tensor(next));
        assertThat(distance(floats, quantized, corrected.get(next))).isLessThan(0.7 * uncorrected);
    }

    /** ||X W^T - Y V^T|| for some rows of W, the layer's own. */
    private static double distance(float[] x, float[] y, Tensor v) {
        Tensor w = model.tensor(name(0, "intermediate.dense"));
        int channels = w.shape().rowLength();
        double squares = 0;
        for (int row = 0; row < 40; row++) {
            for (int r = 0; r < x.length / channels; r++) {
                double off = 0;
                for (int k = 0; k < channels; k++) {
                    off += (double) x[r * channels + k] * w.getFloat(row, k) - (double) y[r * channels + k] * v.getFloat(row, k);
                }
                squares += off * off;
            }
        }
        return Math.sqrt(squares);
    }

    @Test
    void whatCannotBeCapturedIsRefusedByName() {
        CaptureOptions options = CaptureOptions.standard();
        String table = "embeddings.word_embeddings.weight";
        assertThatIllegalArgumentException().isThrownBy(() -> run(options, REGISTRY.format("dense:f32"), Set.of(table)))
                .withMessageContainingAll("'" + table + "' is not the weight of a linear layer that the model runs", "skip it");
        assertThatIllegalArgumentException().isThrownBy(() -> new SequentialCapture(options, false)
                .run(model, tokenizer, List.of(), ALL, _ -> Map.of())).withMessageContaining("at least one text");
        assertThatIllegalArgumentException().isThrownBy(() -> SequentialCapture.requireRoom(model, ALL, 1L << 40, 1))
                .withMessageContainingAll("1099511627776 rows take about", "use fewer texts", "-Xmx");
    }

    @Test
    void aLayerThatMakesTheNextInputOverflowIsTold() {
        Tensor huge = model.tensor(name(0, "attention.output.dense")).copy();
        for (int column = 0; column < huge.shape().cols(); column++) {
            huge.setFloat(7, column, Float.MAX_VALUE);
        }
        QuantizedWeight broken = QuantizedWeight.of(REGISTRY.format("dense:f32").encode(huge));
        Set<String> two = Set.of(name(0, "attention.output.dense"), name(0, "intermediate.dense"));
        assertThatIllegalArgumentException().isThrownBy(() -> new SequentialCapture(CaptureOptions.standard(), false)
                        .run(model, tokenizer, TEXTS, two, work -> Map.of(work.weights().getFirst(), broken)))
                .withMessageContaining("the input of layer 'encoder.layer.0.intermediate.dense' must be finite");
    }

    @Test
    void whatAStepThrowsEndsTheRun() {
        RuntimeException refused = new UnsupportedOperationException("no");
        assertThatThrownBy(() -> new SequentialCapture(CaptureOptions.standard(), false).run(model, tokenizer, TEXTS, ALL, _ -> {
            throw refused;
        })).isSameAs(refused);
        assertThatIllegalStateException().isThrownBy(() -> new SequentialCapture(CaptureOptions.standard(), false)
                .run(model, tokenizer, TEXTS, ALL, _ -> Map.of())).withMessageContaining("asked for");
    }

    @Test
    void aLayerThatTakesAnotherInputThanItWasTakenForIsFound() {
        String query = name(0, "attention.self.query");
        String output = name(0, "attention.output.dense");
        Format format = REGISTRY.format("dense:f32");
        try (SteppedRun run = new SteppedRun(model, tokenizer, TEXTS, Set.of(query, output))) {
            assertThat(run.await()).extracting(SteppedRun.Waiting::weight).containsOnly(query).hasSize(TEXTS.size());
            run.open(Map.of(query, QuantizedWeight.of(format.encode(model.tensor(query))),
                    output, QuantizedWeight.of(format.encode(model.tensor(output)))));
            assertThatIllegalStateException().isThrownBy(run::await).withMessageContaining("'" + output + "' took the same input");
        }
    }
}
