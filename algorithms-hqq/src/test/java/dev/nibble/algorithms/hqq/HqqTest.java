package dev.nibble.algorithms.hqq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.CodebookFormat;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.format.ZeroKind;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.conformance.Goldens;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nibble's own HQQ. */
class HqqTest {
    private static final Path SHARED = Path.of("..", "..", "shared", "goldens");
    private static final Grouping G64 = Grouping.of(64, 1);
    /** Rounding when errors are added up in different orders. */
    private static final double ROUNDING = 1 + 1e-6;

    @ParameterizedTest
    @CsvSource({"4,0", "4,1", "3,0", "3,1", "2,0", "2,1"})
    void hasASmallerErrorThanRoundToNearestAndThanTheReference(int bits, int axis) {
        Map<String, Tensor> matrices = Map.of("normal", Matrices.normal(128, 256, 0.02),
                "outliers", Matrices.outliers(128, 256), "heavy", Matrices.heavy(128, 256));
        matrices.forEach((name, weights) -> {
            hasTheSmallestError(name, weights, Matrices.format(bits, Grouping.of(64, axis)));
            hasTheSmallestError(name, weights, Matrices.format(bits, Grouping.of(128, axis)));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 3, 2})
    void isNoWorseThanTheReferenceOnWholeRowsEither(int bits) {
        for (Tensor weights : List.of(Matrices.normal(64, 512, 0.02), Matrices.outliers(64, 512), Matrices.heavy(64, 512))) {
            AffineFormat format = Matrices.format(bits, Grouping.PER_ROW);
            assertThat(Matrices.meanAbs(weights, Matrices.hqq(weights, format)))
                    .isLessThanOrEqualTo(Matrices.meanAbs(weights, Matrices.reference(weights, format)));
        }
    }

    @ParameterizedTest
    @CsvSource({"4,0", "4,1", "3,0", "3,1", "2,0", "2,1"})
    void hasTheSmallestErrorOnTheGoldenMatrix(int bits, int axis) {
        Optional<Goldens> inputs = Goldens.file(SHARED.resolve("inputs.safetensors"));
        assumeTrue(inputs.isPresent(), "shared/goldens/inputs.safetensors is not there");
        hasTheSmallestError("w_normal", inputs.get().tensor("w_normal"), Matrices.format(bits, Grouping.of(64, axis)));
    }

    private static void hasTheSmallestError(String name, Tensor weights, AffineFormat format) {
        QuantizedTensor hqq = Matrices.hqq(weights, format);
        QuantizedTensor nearest = format.encode(weights);
        QuantizedTensor reference = Matrices.reference(weights, format);
        assertThat(Matrices.relativeError(weights, hqq)).as(name + ", Frobenius")
                .isLessThan(0.99 * Matrices.relativeError(weights, nearest))
                .isLessThan(Matrices.relativeError(weights, reference));
        assertThat(Matrices.meanAbs(weights, hqq)).as(name + ", mean |error|")
                .isLessThan(0.97 * Matrices.meanAbs(weights, nearest))
                .isLessThan(Matrices.meanAbs(weights, reference));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void isNeverWorseThanRoundToNearestOrTheReferenceByItsObjective(int bits) {
        Matrices.odd().forEach((name, weights) -> {
            for (Grouping grouping : List.of(G64, Grouping.of(64, 0), Grouping.of(48, 1), Grouping.PER_ROW, Grouping.PER_TENSOR)) {
                AffineFormat format = Matrices.format(bits, grouping);
                double hqq = Matrices.meanAbs(weights, Matrices.hqq(weights, format));
                assertThat(hqq).as(name + ", " + format)
                        .isLessThanOrEqualTo(ROUNDING * Matrices.meanAbs(weights, format.encode(weights)))
                        .isLessThanOrEqualTo(ROUNDING * Matrices.meanAbs(weights, Matrices.reference(weights, format)));
            }
        });
    }

    @Test
    void takesTheReferenceWhereThatIsBetter() {
        // One bit, a range below 1e-4, nearly all weights equal: the collapse to the mean loses least.
        Tensor weights = Matrices.fill(8, 64, i -> i % 64 == 0 ? 3e-5 : i % 64 == 1 ? -3e-5 : 0);
        AffineFormat format = Matrices.format(1, G64);
        QuantizeResult result = Matrices.quantize(weights, format);
        double reference = Matrices.meanAbs(weights, Matrices.reference(weights, format));
        assertThat(Matrices.meanAbs(weights, result.tensor())).isLessThanOrEqualTo(reference);
        assertThat(result.lossTrace().getLast()).isEqualTo(Collections.min(result.lossTrace()));
    }

    @Test
    void tracesTheBestMeanErrorSoFar() {
        Tensor weights = Matrices.normal(64, 256, 0.02);
        AffineFormat format = Matrices.format(3, G64);
        QuantizeResult result = Matrices.quantize(weights, format, "iterations", "7");
        assertThat(result.lossTrace()).hasSize(8).isSortedAccordingTo(Collections.reverseOrder());
        assertThat(result.lossTrace().getFirst())
                .isCloseTo(Matrices.meanAbs(weights, format.encode(weights)), within(1e-9));
        assertThat(result.lossTrace().getLast())
                .isCloseTo(Matrices.meanAbs(weights, result.tensor()), within(1e-9));
    }

    @Test
    void errorGrowsAsBitsShrink() {
        Tensor weights = Matrices.outliers(64, 256);
        double last = 0;
        for (int bits = 8; bits >= 1; bits--) {
            double error = Matrices.meanAbs(weights, Matrices.hqq(weights, Matrices.format(bits, G64)));
            assertThat(error).as(bits + " bits").isGreaterThan(last);
            last = error;
        }
    }

    @ParameterizedTest
    @CsvSource({"4,0", "4,1", "2,0", "2,1"})
    void doesNotDependOnTheUnitOfTheWeights(int bits, int axis) {
        Tensor weights = Matrices.heavy(64, 128);
        float[] values = Matrices.values(weights);
        QuantizedTensor expected = Matrices.hqq(weights, Matrices.format(bits, Grouping.of(64, axis)));
        for (int power : new int[] {-20, -3, 1, 12, 40}) {
            Tensor scaled = Matrices.fill(64, 128, i -> Math.scalb(values[i], power));
            QuantizedTensor actual = Matrices.hqq(scaled, Matrices.format(bits, Grouping.of(64, axis)));
            assertThat(actual.component("codes").sameBytes(expected.component("codes"))).as("codes, 2^" + power).isTrue();
            assertThat(actual.component("zero").sameBytes(expected.component("zero"))).as("zeros, 2^" + power).isTrue();
        }
    }

    @Test
    void treatsEveryGroupByItself() {
        Tensor weights = Matrices.heavy(32, 256);
        float[] values = Matrices.values(weights);
        // Group j of a row moves to place 3 - j.
        Tensor permuted = Matrices.fill(32, 256, i -> values[i / 256 * 256 + (3 - i % 256 / 64) * 64 + i % 64]);
        AffineFormat format = Matrices.format(3, G64);
        float[] expected = Matrices.values(Matrices.hqq(weights, format).component("codes"));
        float[] actual = Matrices.values(Matrices.hqq(permuted, format).component("codes"));
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isEqualTo(expected[i / 256 * 256 + (3 - i % 256 / 64) * 64 + i % 64]);
        }
    }

    @Test
    void givesTheSameBytesForTheSameRequest() {
        Tensor weights = Matrices.heavy(300, 128);
        AffineFormat format = Matrices.format(4, G64);
        QuantizeResult first = Matrices.quantize(weights, format);
        QuantizeResult second = Matrices.quantize(weights, format);
        first.tensor().components().forEach((name, component) ->
                assertThat(second.tensor().component(name).sameBytes(component)).as(name).isTrue());
        assertThat(second.lossTrace()).isEqualTo(first.lossTrace());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "reference"})
    void solvesAShortLastGroupByItsRealElements(String compat) {
        Tensor weights = Matrices.heavy(16, 100);
        float[] values = Matrices.values(weights);
        Tensor ends = Matrices.fill(16, 36, i -> values[i / 36 * 100 + 64 + i % 36]);
        // One iteration: the reference stops all groups of a tensor at once.
        String[] options = {"compat", compat, "iterations", "1"};
        float[] whole = Matrices.values(Matrices.quantize(weights, Matrices.format(3, G64), options).tensor().component("zero"));
        float[] alone = Matrices.values(Matrices.quantize(ends, Matrices.format(3, Grouping.of(36, 1)), options).tensor()
                .component("zero"));
        for (int row = 0; row < 16; row++) {
            assertThat(whole[2 * row + 1]).isEqualTo(alone[row]);
        }
    }

    /** Threads take blocks in any order, the last of which is smaller. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "reference"})
    void solvesRowsAlikeWhicheverBlockTheyAreIn(String compat) {
        int rows = 2 * (1024 / 6) + 44; // blocks have up to 1024 groups, here 6 in a row
        Tensor weights = Matrices.heavy(rows, 384);
        float[] values = Matrices.values(weights);
        // One iteration: the reference stops all groups of a tensor at once.
        String[] options = {"compat", compat, "iterations", "1"};
        Tensor ends = Matrices.fill(44, 384, i -> values[(rows - 44) * 384 + i]);
        float[] alone = Matrices.values(Matrices.quantize(ends, Matrices.format(3, G64), options).tensor().component("zero"));
        for (int time = 0; time < 20; time++) {
            float[] zeros = Matrices.values(Matrices.quantize(weights, Matrices.format(3, G64), options).tensor().component("zero"));
            assertThat(Arrays.copyOfRange(zeros, zeros.length - alone.length, zeros.length)).containsExactly(alone);
        }
    }

    @Test
    void solvesRowsAndTensorsAsOneGroup() {
        Tensor weights = Matrices.heavy(16, 96);
        QuantizedTensor rows = Matrices.hqq(weights, Matrices.format(4, Grouping.PER_ROW));
        QuantizedTensor groups = Matrices.hqq(weights, Matrices.format(4, Grouping.of(96, 1)));
        assertThat(rows.component("codes").sameBytes(groups.component("codes"))).isTrue();
        QuantizedTensor tensor = Matrices.hqq(weights, Matrices.format(4, Grouping.PER_TENSOR));
        QuantizedTensor flat = Matrices.hqq(weights.reshape(Shape.of(1, 16 * 96)), Matrices.format(4, Grouping.PER_ROW));
        assertThat(tensor.component("zero").getFloat(0, 0)).isEqualTo(flat.component("zero").getFloat(0, 0));
        assertThat(tensor.component("scale").getFloat(0, 0)).isEqualTo(flat.component("scale").getFloat(0, 0));
    }

    @Test
    void keepsWhatRangesOfAnySizeHaveToSay() {
        Map<String, Tensor> odd = Matrices.odd();
        for (String exact : List.of("zeros", "constant", "constant rows")) {
            QuantizedTensor quantized = Matrices.hqq(odd.get(exact), Matrices.format(4, G64));
            assertThat(Matrices.values(quantized.decode())).as(exact).containsExactly(Matrices.values(odd.get(exact)));
        }
        for (String tiny : List.of("tiny", "range just below 1e-4")) {
            QuantizedTensor quantized = Matrices.hqq(odd.get(tiny), Matrices.format(4, G64));
            assertThat(Matrices.relativeError(odd.get(tiny), quantized)).as(tiny).isLessThan(0.1);
        }
    }

    @Test
    void chargesHalfPrecisionParametersToTheirError() {
        Tensor weights = Matrices.heavy(64, 256);
        AffineFormat half = new AffineFormat(4, G64, ZeroKind.FLOAT, ElementType.F16);
        double full = Matrices.meanAbs(weights, Matrices.hqq(weights, Matrices.format(4, G64)));
        assertThat(Matrices.meanAbs(weights, Matrices.hqq(weights, half))).isLessThan(1.01 * full);
        Matrices.odd().forEach((name, odd) -> {
            double nearest = Matrices.meanAbs(odd, half.encode(odd));
            assertThat(Matrices.meanAbs(odd, Matrices.hqq(odd, half))).as(name).isLessThanOrEqualTo(ROUNDING * nearest)
                    .isLessThanOrEqualTo(ROUNDING * Matrices.meanAbs(odd, Matrices.reference(odd, half)));
        });
    }

    @Test
    void saysWhyAFormatIsNotForIt() {
        assertThat(Matrices.HQQ.supports(Matrices.format(3, G64)).supported()).isTrue();
        assertThat(Matrices.HQQ.supports(new AffineFormat(4, G64, ZeroKind.INT)).toString()).contains("zero: float", "int given");
        assertThat(Matrices.HQQ.supports(new AffineFormat(4, G64, ZeroKind.NONE)).supported()).isFalse();
        assertThat(Matrices.HQQ.supports(CodebookFormat.nf4(64, 0)).toString()).contains("affine with zero=float", "nf4");
    }

    @ParameterizedTest
    @CsvSource({"lp,0", "lp,1.5", "beta,-1", "kappa,0.9", "iterations,0"})
    void refusesOptionsThatCannotBe(String option, String value) {
        Tensor weights = Matrices.normal(2, 64, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Matrices.quantize(weights, Matrices.format(4, G64), option, value))
                .withMessageContaining("option " + option + " of hqq");
    }

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(Quantizer.class)).hasAtLeastOneElementOfType(Hqq.class);
    }
}
