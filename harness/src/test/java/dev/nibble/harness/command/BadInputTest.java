package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.op.Fill;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.runtime.oracle.TestWeights;
import dev.nibble.runtime.quantize.Quantization;
import dev.nibble.runtime.quantize.QuantizationRefusedException;
import dev.nibble.runtime.registry.PluginRegistry;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each algorithm that comes along does with weights, activations and calibrations that are not as they should be. */
class BadInputTest {
    private static final Registry REGISTRY = PluginRegistry.load(BadInputTest.class.getClassLoader());
    private static final String FORMAT = "affine:bits=4,group=32,zero=float";
    private static final int K = 64;

    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"rtn", "mse", "wmse", "hqq", "awq | rtn", "awq:clip | rtn", "awq:shared | rtn", "scale | rtn",
        "scale:alpha=0.5 | rtn", "gptq", "wmse | gptq:actorder=true"})
    @interface EachAlgorithm {}

    private static Tensor weights() {
        return TestWeights.dense(Shape.of(6, K), Fill.NORMAL, 3);
    }

    private static float[] inputs(int rows) {
        float[] x = new float[rows * K];
        Tensor normal = TestWeights.dense(Shape.of(rows, K), Fill.NORMAL, 4);
        float[] row = new float[K];
        for (int r = 0; r < rows; r++) {
            normal.readRow(r, row);
            System.arraycopy(row, 0, x, r * K, K);
        }
        return x;
    }

    /** Statistics of rows of inputs, all of them sampled, with their Gram matrix. */
    private static ActivationStats stats(float[] x, int channels) {
        int rows = x.length / channels;
        float[][] by = new float[4][channels];
        Tensor gram = Tensor.allocate(ElementType.F64, Shape.of(channels, channels));
        for (int i = 0; i < x.length; i++) {
            int k = i % channels;
            by[0][k] += Math.abs(x[i]) / rows;
            by[1][k] += x[i] * x[i] / rows;
            by[2][k] = i < channels ? x[i] : Math.min(by[2][k], x[i]);
            by[3][k] = i < channels ? x[i] : Math.max(by[3][k], x[i]);
            for (int j = 0; j < channels; j++) {
                long at = 8L * (k * channels + j);
                gram.data().set(Layouts.DOUBLE, at,
                        gram.data().get(Layouts.DOUBLE, at) + (double) x[i] * x[i / channels * channels + j]);
            }
        }
        Tensor[] moments = Arrays.stream(by).map(values -> Tensor.of(Shape.of(channels), values)).toArray(Tensor[]::new);
        return new ActivationStats(rows, moments[0], moments[1], moments[2], moments[3],
                Optional.of(Tensor.of(Shape.of(rows, channels), x)), Optional.of(gram));
    }

    private static QuantizeResult run(String algorithm, Tensor weights, ActivationStats stats) {
        Quantizer quantizer = REGISTRY.quantizer(algorithm);
        return new Quantization(REGISTRY).quantize(quantizer, new QuantizeRequest("layer.weight", weights, REGISTRY.format(FORMAT),
                Settings.defaults(quantizer.options()), Optional.of(stats), 1));
    }

    private static boolean looksAtActivations(String algorithm) {
        return !REGISTRY.quantizer(algorithm).needs().isEmpty();
    }

    private static void assertRefused(String algorithm, Tensor weights, ActivationStats stats, String... told) {
        assertThatThrownBy(() -> run(algorithm, weights, stats)).isInstanceOf(QuantizationRefusedException.class)
                .hasMessageContaining("'layer.weight'").message().contains(told);
    }

    private static void assertClose(QuantizeResult result, Tensor weights, float bound) {
        Tensor decoded = QuantizedWeight.of(result).decode();
        for (int r = 0; r < weights.shape().rows(); r++) {
            for (int c = 0; c < K; c++) {
                assertThat(Math.abs(decoded.getFloat(r, c) - weights.getFloat(r, c))).as("row %d, column %d", r, c)
                        .isLessThanOrEqualTo(bound);
            }
        }
    }

    @EachAlgorithm
    void weightsThatAreNotFiniteAreRefusedWithTheirPlace(String algorithm) {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            Tensor weights = weights();
            weights.setFloat(4, 9, bad);
            assertRefused(algorithm, weights, stats(inputs(200), K), "weights must be finite", bad + " at row 4, column 9",
                    "repair the checkpoint");
        }
    }

    @EachAlgorithm
    void activationsThatAreNotFiniteAreRefusedWithTheirChannelWhereTheyAreLookedAt(String algorithm) {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            float[] x = inputs(200);
            x[7 * K + 9] = bad;
            if (looksAtActivations(algorithm)) {
                assertRefused(algorithm, weights(), stats(x, K), "statistics of its inputs must be finite", "channel 9",
                        "calibrate again");
            } else {
                assertClose(run(algorithm, weights(), stats(x, K)), weights(), 0.5f);
            }
        }
    }

    @EachAlgorithm
    void activationsThatAreAllZeroAreRefusedWhereTheyAreLookedAt(String algorithm) {
        ActivationStats zero = stats(new float[200 * K], K);
        if (looksAtActivations(algorithm)) {
            assertRefused(algorithm, weights(), zero, "activations", "zero", "calibrate with texts that reach this layer");
        } else {
            assertClose(run(algorithm, weights(), zero), weights(), 0.5f);
        }
    }

    @EachAlgorithm
    void channelsThatWereNeverActiveAreToldAndTheirWeightsStay(String algorithm) {
        float[] x = inputs(200);
        for (int r = 0; r < 200; r++) {
            x[r * K + 5] = 0;
        }
        QuantizeResult result = run(algorithm, weights(), stats(x, K));
        assertClose(result, weights(), 1);
        if (looksAtActivations(algorithm)) {
            assertThat(result.notes()).anyMatch(note -> note.contains("1 of 64 channels were never active"));
        }
    }

    @EachAlgorithm
    void layersOfOneValueStayThatValue(String algorithm) {
        // A power that the user asked for scales channels apart, whatever that does to a layer that needs no scale.
        float bound = algorithm.contains("alpha=0.5") ? 0.2f : 1e-5f;
        for (float value : new float[] {0, 0.37f, -2}) {
            Tensor constant = weights();
            float[] row = new float[K];
            Arrays.fill(row, value);
            for (int r = 0; r < 6; r++) {
                constant.writeRow(r, row);
            }
            assertClose(run(algorithm, constant, stats(inputs(200), K)), constant, bound);
        }
    }

    @EachAlgorithm
    void fewerRowsThanChannelsAreToldWhereTheyAreLookedAt(String algorithm) {
        QuantizeResult result = run(algorithm, weights(), stats(inputs(5), K));
        assertClose(result, weights(), 2);
        assertThat(result.notes().stream().filter(note -> note.contains("seen in 5 rows, for 64 channels")))
                .hasSize(looksAtActivations(algorithm) ? 1 : 0);
    }

    @EachAlgorithm
    void statisticsOfALayerWithOtherChannelsAreRefusedWhereTheyAreLookedAt(String algorithm) {
        ActivationStats other = stats(inputs(200), K / 2);
        if (looksAtActivations(algorithm)) {
            assertRefused(algorithm, weights(), other, "for 64 channels", "32 channels");
        } else {
            assertClose(run(algorithm, weights(), other), weights(), 0.5f);
        }
    }

    @EachAlgorithm
    void aCalibrationOfAnotherModelIsRefused(String algorithm, @TempDir Path folder) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("layer.weight", weights());
        Path calibrated = ModelFiles.write(folder.resolve("a.safetensors"), tensors);
        tensors.put("layer.weight", TestWeights.dense(Shape.of(6, K), Fill.NORMAL, 5));
        Path other = ModelFiles.write(folder.resolve("b.safetensors"), tensors);
        Path x = ModelFiles.write(folder.resolve("x.safetensors"), Map.of("layer", Tensor.of(Shape.of(200, K), inputs(200))));
        Path calibration = folder.resolve("a.calib");
        assertThat(CommandRun.of("calibrate", calibrated, "--activations", x, "-o", calibration, "--gram").exitCode()).isZero();
        Path target = folder.resolve("q.safetensors");
        CommandRun run = CommandRun.of("quantize", other, "-o", target, "--quantizer", algorithm, "--format", FORMAT,
                "--calibration", calibration);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("is a calibration of another model than " + other, "weights differ");
        assertThat(target).doesNotExist();
    }
}
