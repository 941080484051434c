package dev.nibble.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Calibration;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.calibrate.Capture;
import dev.nibble.models.calibrate.CaptureOptions;
import dev.nibble.models.encoder.LinearFactory;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.eval.EvalTexts;
import dev.nibble.models.eval.Fidelity;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.models.quantized.WeightSource;
import dev.nibble.runtime.quantize.Quantization;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * The algorithms that look at activations on all 36 linear layers of all-MiniLM-L6-v2, with activations of real sentences: on
 * those that they were calibrated on, and on others.
 */
class RealActivationsTest {
    private static final String FORMAT = "affine:bits=3,group=64,zero=float";
    private static final String RTN = "rtn";
    private static final String AWQ = "awq | rtn";
    private static final String AWQ_CLIP = "awq:clip=true | rtn";
    private static final String RANGES = "wmse";
    private static final String GPTQ = "gptq";
    private static final String GPTQ_ON_RANGES = "wmse | gptq";
    private static final int ROWS_AT_ONCE = 16;

    private static Registry registry;
    private static TensorFile model;
    private static Tokenizer tokenizer;
    private static Calibration calibration;
    private static Calibration heldOut;
    /** By pipeline, then by layer. */
    private static Map<String, Map<String, QuantizedWeight>> quantized;

    @BeforeAll
    static void quantize() {
        registry = PluginRegistry.load(RealActivationsTest.class.getClassLoader());
        model = ModelSource.open(ModelSource.MINILM);
        tokenizer = Tokenizer.minilm();
        List<String> texts = EvalTexts.earlierAddresses();
        CaptureOptions rows = new CaptureOptions(256, false, CaptureOptions.GRAM_BYTES, 0.9, 1);
        calibration = new Capture(rows.withGram(), (done, of) -> { }).ofTexts(model, tokenizer, texts.subList(0, 80));
        heldOut = new Capture(rows, (done, of) -> { }).ofTexts(model, tokenizer, texts.subList(300, 340));
        quantized = new LinkedHashMap<>();
        for (String pipeline : List.of(RTN, AWQ, AWQ_CLIP, RANGES, GPTQ, GPTQ_ON_RANGES)) {
            quantized.put(pipeline, quantized(pipeline));
        }
    }

    private static Map<String, QuantizedWeight> quantized(String pipeline) {
        Quantizer quantizer = registry.quantizer(pipeline);
        Format format = registry.format(FORMAT);
        Settings settings = Settings.defaults(quantizer.options());
        Map<String, QuantizedWeight> weights = new LinkedHashMap<>();
        for (String name : MiniLmEncoder.linearWeights()) {
            Optional<ActivationStats> activations = calibration.layer(name);
            QuantizeRequest request = new QuantizeRequest(name, model.tensor(name), format, settings, activations, 1);
            weights.put(name, QuantizedWeight.of(new Quantization(registry).quantize(quantizer, request)));
        }
        return weights;
    }

    @AfterAll
    static void close() {
        tokenizer.close();
        model.close();
    }

    @Test
    void onTheRowsThatItSawAwqIsNeverWorseThanRoundToNearestNorClippingThanAwq() {
        for (String name : MiniLmEncoder.linearWeights()) {
            double rtn = errorOnSample(RTN, name, calibration);
            double awq = errorOnSample(AWQ, name, calibration);
            assertThat(awq).as("awq on %s", name).isLessThanOrEqualTo(rtn);
            assertThat(errorOnSample(AWQ_CLIP, name, calibration)).as("awq:clip on %s", name)
                    .isLessThanOrEqualTo(awq * (1 + 1e-6));
        }
    }

    @Test
    void onAllRowsOfTheCalibrationGptqIsBetterThanWhatItStartsFrom() {
        for (String name : MiniLmEncoder.linearWeights()) {
            assertThat(errorOnAllRows(GPTQ, name)).as("gptq on %s", name).isLessThan(errorOnAllRows(RTN, name));
            assertThat(errorOnAllRows(GPTQ_ON_RANGES, name)).as("wmse | gptq on %s", name)
                    .isLessThan(errorOnAllRows(RANGES, name));
        }
    }

    @Test
    void theOrderIsTheSameInTheMeanOnOtherSentences(TestReporter reporter) {
        List<String> names = MiniLmEncoder.linearWeights();
        double[] nearest = names.stream().mapToDouble(name -> errorOnSample(RTN, name, heldOut)).toArray();
        Map<String, Double> errors = new LinkedHashMap<>();
        for (String pipeline : quantized.keySet()) {
            errors.put(pipeline, IntStream.range(0, nearest.length)
                    .mapToDouble(i -> errorOnSample(pipeline, names.get(i), heldOut) / nearest[i]).average().orElseThrow());
        }
        reporter.publishEntry("error of the output beside round-to-nearest, on other sentences", errors.toString());
        assertThat(errors.get(AWQ)).isLessThan(1);
        assertThat(errors.get(AWQ_CLIP)).isLessThan(errors.get(AWQ));
        assertThat(errors.get(RANGES)).isLessThan(1);
        assertThat(errors.get(GPTQ)).isLessThan(1);
        assertThat(errors.get(GPTQ_ON_RANGES)).isLessThan(errors.get(GPTQ)).isLessThan(errors.get(RANGES));
    }

    @Test
    void theEmbeddingsComeNearerToThoseOfTheModel(TestReporter reporter) {
        List<float[]> reference = embeddings(Map.of());
        Map<String, Double> cosines = new LinkedHashMap<>();
        quantized.forEach((pipeline, weights) ->
                cosines.put(pipeline, Fidelity.between(reference, embeddings(weights)).meanCosine()));
        reporter.publishEntry("mean cosine at " + FORMAT + ", calibrated on 80 sentences", cosines.toString());
        assertThat(cosines.get(RTN)).isBetween(0.75, 0.86);
        assertThat(cosines.get(AWQ)).isGreaterThan(0.88);
        assertThat(cosines.get(AWQ_CLIP)).isGreaterThan(cosines.get(AWQ));
        assertThat(cosines.get(RANGES)).isGreaterThan(0.915);
        assertThat(cosines.get(GPTQ)).isGreaterThan(0.93);
        assertThat(cosines.get(GPTQ_ON_RANGES)).isGreaterThan(0.95);
    }

    private static List<float[]> embeddings(Map<String, QuantizedWeight> weights) {
        try (MiniLmEncoder encoder = MiniLmEncoder.load(WeightSource.of(model, weights), tokenizer, LinearFactory.floats())) {
            return encoder.embedAll(EvalTexts.addresses().subList(0, 50));
        }
    }

    /** The sum of the squared errors of the outputs on sampled rows. */
    private static double errorOnSample(String pipeline, String name, Calibration on) {
        Tensor samples = on.layer(name).orElseThrow().samples().orElseThrow();
        double[][] byChannel = new double[samples.shape().rowLength()][(int) samples.shape().rows()];
        float[] row = new float[byChannel.length];
        for (int r = 0; r < samples.shape().rows(); r++) {
            samples.readRow(r, row);
            for (int k = 0; k < row.length; k++) {
                byChannel[k][r] = row[k];
            }
        }
        return sumOverRows(pipeline, name, (errors, products) -> dot(products, products), byChannel);
    }

    /** The same on all rows, by the Gram matrix. */
    private static double errorOnAllRows(String pipeline, String name) {
        ActivationStats stats = calibration.layer(name).orElseThrow();
        double[][] gram = new double[stats.channels()][stats.channels()];
        for (int k = 0; k < gram.length; k++) {
            stats.readGramRow(k, gram[k]);
        }
        return sumOverRows(pipeline, name, RealActivationsTest::dot, gram);
    }

    private interface Form {
        double apply(double[] errors, double[] products);
    }

    /** The sum of form(e, sum_k e_k byChannel_k) over all rows of weights. */
    private static double sumOverRows(String pipeline, String name, Form form, double[][] byChannel) {
        Tensor weights = model.tensor(name);
        Tensor decoded = quantized.get(pipeline).get(name).decode();
        int rows = (int) weights.shape().rows();
        return IntStream.range(0, Math.ceilDiv(rows, ROWS_AT_ONCE)).parallel()
                .mapToDouble(block -> sumOverBlock(weights, decoded, block * ROWS_AT_ONCE, form, byChannel)).sum();
    }

    /** Some rows at once, so that each array of byChannel is read from memory once for all of them. */
    private static double sumOverBlock(Tensor weights, Tensor decoded, int first, Form form, double[][] byChannel) {
        int count = Math.min(ROWS_AT_ONCE, (int) weights.shape().rows() - first);
        double[][] errors = new double[count][byChannel.length];
        double[][] products = new double[count][byChannel[0].length];
        float[] w = new float[byChannel.length];
        float[] d = new float[byChannel.length];
        for (int r = 0; r < count; r++) {
            weights.readRow(first + r, w);
            decoded.readRow(first + r, d);
            for (int k = 0; k < w.length; k++) {
                errors[r][k] = (double) w[k] - d[k];
            }
        }
        for (int k = 0; k < byChannel.length; k++) {
            for (int r = 0; r < count; r++) {
                add(products[r], errors[r][k], byChannel[k]);
            }
        }
        return IntStream.range(0, count).mapToDouble(r -> form.apply(errors[r], products[r])).sum();
    }

    private static void add(double[] y, double e, double[] x) {
        for (int i = 0; i < y.length; i++) {
            y[i] += e * x[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
