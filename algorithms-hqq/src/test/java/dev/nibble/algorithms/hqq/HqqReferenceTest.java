package dev.nibble.algorithms.hqq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.Provenance;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.conformance.Goldens;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code compat=reference} against the outputs of hqq itself. */
class HqqReferenceTest {
    private static final Path SHARED = Path.of("..", "..", "shared", "goldens");
    static final String[] CONFIGS = {
        "b8_g64_ax0", "b8_g64_ax1", "b4_g64_ax0", "b4_g64_ax1", "b4_g128_ax0", "b4_g128_ax1",
        "b3_g64_ax0", "b3_g64_ax1", "b2_g64_ax0", "b2_g64_ax1", "b1_g64_ax0", "b1_g64_ax1"
    };

    static Stream<String> configs() {
        return Stream.of(CONFIGS);
    }

    @ParameterizedTest
    @MethodSource("configs")
    void meetsTheGatesOnTiesAndDegenerateGroups(String config, TestReporter reporter) {
        Goldens goldens = Goldens.resource("hqq.w_edge.safetensors");
        meetsTheGates(goldens.tensor("w_edge"), goldens, config, reporter);
    }

    @ParameterizedTest
    @MethodSource("configs")
    void meetsTheGatesOnNormalWeights(String config, TestReporter reporter) {
        Optional<Goldens> goldens = Goldens.file(SHARED.resolve("hqq.w_normal.safetensors"));
        assumeTrue(goldens.isPresent(), "shared/goldens/hqq.w_normal.safetensors is not there");
        Tensor weights = Goldens.file(SHARED.resolve("inputs.safetensors")).orElseThrow().tensor("w_normal");
        meetsTheGates(weights, goldens.get(), config, reporter);
    }

    private static void meetsTheGates(Tensor weights, Goldens goldens, String config, TestReporter reporter) {
        String[] parts = config.split("_");
        Grouping grouping = Grouping.of(Long.parseLong(parts[1].substring(1)), Integer.parseInt(parts[2].substring(2)));
        AffineFormat format = Matrices.format(Integer.parseInt(parts[0].substring(1)), grouping);
        QuantizeResult result = Matrices.quantize(weights, format, "compat", "reference");
        QuantizedTensor expected = tensor(goldens, config, format, weights.shape());

        long differing = differing(result.tensor().component("codes"), expected.component("codes"));
        double zero = greatestDifference(result.tensor().component("zero"), expected.component("zero"));
        double error = Matrices.relativeError(weights, result.tensor());
        double expectedError = Matrices.relativeError(weights, expected);
        reporter.publishEntry(config, "codes differ: " + differing + ", zero: " + zero + ", iterations: "
                + result.lossTrace().size() + ", relative error: " + error + " for " + expectedError);
        assertThat((double) differing / weights.shape().elements()).as("share of codes that differ").isLessThanOrEqualTo(1e-4);
        assertThat(zero).as("difference of zeros").isLessThanOrEqualTo(1e-4);
        assertThat(error).isCloseTo(expectedError, within(1e-5 * expectedError));
    }

    /** hqq keeps codes and parameters in the order of the weights for both axes, so only the shapes differ. */
    private static QuantizedTensor tensor(Goldens goldens, String config, AffineFormat format, Shape shape) {
        QuantizedTensor.Builder builder = QuantizedTensor.builder(format, shape);
        float[] codes = Matrices.values(goldens.tensor(config + "/W_q"));
        for (int i = 0; i < codes.length; i++) {
            builder.component("codes").setCode(i / shape.cols(), i % shape.cols(), (int) codes[i]);
        }
        Shape parameters = format.grouping().parameterShape(shape);
        return QuantizedTensor.of(format, shape, Map.of(
                "codes", builder.component("codes"),
                "scale", Tensor.of(parameters, Matrices.values(goldens.tensor(config + "/scale"))),
                "zero", Tensor.of(parameters, Matrices.values(goldens.tensor(config + "/zero")))), Provenance.NONE);
    }

    private static long differing(Tensor a, Tensor b) {
        float[] x = Matrices.values(a);
        float[] y = Matrices.values(b);
        long count = 0;
        for (int i = 0; i < x.length; i++) {
            count += x[i] == y[i] ? 0 : 1;
        }
        return count;
    }

    private static double greatestDifference(Tensor a, Tensor b) {
        float[] x = Matrices.values(a);
        float[] y = Matrices.values(b);
        double greatest = 0;
        for (int i = 0; i < x.length; i++) {
            greatest = Math.max(greatest, Math.abs(x[i] - y[i]));
        }
        return greatest;
    }

    @Test
    void collapsesRangesUpToOneTenThousandthAsHqqDoes() {
        Tensor weights = Matrices.odd().get("tiny");
        QuantizedTensor quantized = Matrices.reference(weights, Matrices.format(4, Grouping.of(64, 1)));
        assertThat(Matrices.values(quantized.component("scale"))).containsOnly(1f);
        assertThat(Matrices.relativeError(weights, quantized)).isGreaterThan(0.9);
    }

    @Test
    void doesNotUseKappa() {
        Tensor weights = Matrices.normal(16, 128, 1);
        AffineFormat format = Matrices.format(3, Grouping.of(64, 1));
        QuantizedTensor steady = Matrices.quantize(weights, format, "compat", "reference", "kappa", "1").tensor();
        QuantizedTensor growing = Matrices.quantize(weights, format, "compat", "reference", "kappa", "3").tensor();
        assertThat(growing.component("zero").sameBytes(steady.component("zero"))).isTrue();
    }

    @Test
    void startsFromARoundedZeroOnRequest() {
        Tensor weights = Matrices.normal(16, 128, 1000); // so large that the shrinkage leaves the zeros alone
        AffineFormat format = Matrices.format(4, Grouping.of(64, 1));
        float[] rounded = Matrices.values(Matrices.quantize(weights, format, "compat", "reference", "round-zero", "true",
                "iterations", "1").tensor().component("zero"));
        for (float zero : rounded) {
            assertThat(zero).isCloseTo((float) Math.rint(zero), within(1e-2f));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void decodesToFiniteValuesWhateverTheWeights(int bits) {
        Matrices.odd().forEach((name, weights) -> {
            for (int axis = 0; axis < 2; axis++) {
                QuantizedTensor quantized = Matrices.reference(weights, Matrices.format(bits, Grouping.of(64, axis)));
                assertThat(Matrices.meanAbs(weights, quantized)).as(name).isFinite();
            }
        });
    }
}
