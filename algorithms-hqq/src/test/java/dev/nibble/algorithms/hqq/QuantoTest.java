package dev.nibble.algorithms.hqq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.conformance.Goldens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code compat=quanto} against the outputs of optimum-quanto. */
class QuantoTest {
    private static final Path SHARED = Path.of("..", "..", "shared", "goldens");
    @ParameterizedTest
    @CsvSource({"w_normal, 4, 64", "w_normal, 4, 128", "w_normal, 2, 64", "w_normal, 2, 128",
        "w_edge, 4, 64", "w_edge, 4, 128", "w_edge, 2, 64", "w_edge, 2, 128"})
    void hasTheCodesAndShiftsOfQuanto(String matrix, int bits, long group) {
        Goldens goldens = shared("quanto." + matrix);
        String config = "qint" + bits + "_hqq_g" + group + "_float";
        Tensor weights = shared("inputs").tensor(matrix);
        QuantizeResult result = Matrices.quantize(weights, Matrices.format(bits, Grouping.of(group, 1)), "compat", "quanto");

        hasTheCodes(result, goldens.tensor(config + "/data"));
        float[] scale = Matrices.values(goldens.tensor(config + "/scale"));
        float[] shift = Matrices.values(goldens.tensor(config + "/shift"));
        float[] scales = Matrices.values(result.tensor().component("scale"));
        float[] zeros = Matrices.values(result.tensor().component("zero"));
        for (int g = 0; g < scale.length; g++) {
            assertThat(scales[g]).as("scale of group %d", g).isEqualTo(scale[g] == 0 ? 1 : scale[g]);
            // In steps, except where there is no step.
            double zero = scale[g] == 0 ? shift[g] : (double) shift[g] / scale[g];
            assertThat((double) zeros[g]).as("zero of group %d", g).isCloseTo(zero, within(1e-4 + 1e-6 * Math.abs(zero)));
        }
    }

    @ParameterizedTest
    @CsvSource({"w_normal, 4, 64", "w_normal, 4, 128", "w_normal, 2, 64", "w_normal, 2, 128",
        "w_edge, 4, 64", "w_edge, 4, 128", "w_edge, 2, 64", "w_edge, 2, 128"})
    void endsWithWholeZerosOnRequest(String matrix, int bits, long group) {
        Goldens goldens = shared("quanto." + matrix);
        String config = "qint" + bits + "_hqq_g" + group + "_zp";
        Tensor weights = shared("inputs").tensor(matrix);
        QuantizeResult result = Matrices.quantize(weights, Matrices.format(bits, Grouping.of(group, 1)), "compat", "quanto",
                "round-zero", "true");

        hasTheCodes(result, goldens.tensor(config + "/data"));
        assertThat(Matrices.values(result.tensor().component("zero")))
                .isEqualTo(Matrices.values(goldens.tensor(config + "/shift")));
    }

    private static void hasTheCodes(QuantizeResult result, Tensor golden) {
        float[] codes = Matrices.values(result.tensor().component("codes"));
        float[] expected = Matrices.values(golden);
        List<Integer> differing = new ArrayList<>();
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] != expected[i]) {
                differing.add(i);
            }
        }
        assertThat(differing).as("weights with other codes").hasSizeLessThanOrEqualTo(codes.length / 10_000);
    }

    private static Goldens shared(String file) {
        Optional<Goldens> goldens = Goldens.file(SHARED.resolve(file + ".safetensors"));
        assumeTrue(goldens.isPresent(), "shared/goldens/" + file + ".safetensors is not there");
        return goldens.get();
    }

    /** By the formulas, in float64, for one group. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void followsTheFormulas(int bits) {
        float[] all = Matrices.values(Matrices.heavy(8, 64));
        int steps = 0;
        for (int row = 0; row < 8; row++) {
            int from = row * 64;
            Tensor weights = Matrices.fill(1, 64, i -> 100 * all[from + i]);
            QuantizeResult result = Matrices.quantize(weights, Matrices.format(bits, Grouping.of(64, 1)), "compat", "quanto",
                    "iterations", "6", "kappa", "2");
            Oracle oracle = new Oracle(Matrices.values(weights), (1 << bits) - 1);
            List<Double> expected = oracle.solve(6, 10, 2, 0.7);
            List<Double> trace = result.lossTrace();
            for (int i = 0; i < Math.max(trace.size(), expected.size()); i++) {
                // Where the error has come to rest, rounding alone decides whether there is one more step.
                double error = trace.get(Math.min(i, trace.size() - 1));
                assertThat(error).isCloseTo(expected.get(Math.min(i, expected.size() - 1)), within(1e-5 * error));
            }
            if (trace.size() == expected.size()) {
                assertThat((double) result.tensor().component("zero").getFloat(0, 0))
                        .isCloseTo(oracle.shift / oracle.scale, within(1e-4));
                steps += expected.size() - 1;
            }
        }
        assertThat(steps).as("steps that led to the same zero").isGreaterThan(8);
    }

    /** One group in float64. */
    private static final class Oracle {
        private final float[] weights;
        private final int top;
        private final double scale;
        private double shift;

        Oracle(float[] weights, int top) {
            this.weights = weights;
            this.top = top;
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            for (float w : weights) {
                min = Math.min(min, w);
                max = Math.max(max, w);
            }
            this.scale = (max - min) / top;
            this.shift = -min;
        }

        private double decoded(float w, double t) {
            return Math.clamp(Math.rint((w + t) / scale), 0.0, top) * scale - t;
        }

        private double error(double t) {
            double sum = 0;
            for (float w : weights) {
                sum += Math.abs(w - decoded(w, t));
            }
            return sum / weights.length;
        }

        List<Double> solve(int iterations, double beta, double kappa, double p) {
            List<Double> errors = new ArrayList<>(List.of(error(shift)));
            for (int i = 0; i < iterations; i++) {
                double sum = 0;
                for (float w : weights) {
                    double e = w - decoded(w, shift);
                    double shrunk = Math.signum(e) * Math.max(Math.abs(e) - Math.pow(Math.abs(e), p - 1) / beta, 0);
                    sum += decoded(w, shift) + shift - (w - shrunk);
                }
                double next = sum / weights.length;
                if (!(error(next) < errors.getLast())) {
                    return errors;
                }
                shift = next;
                errors.add(error(shift));
                beta *= kappa;
            }
            return errors;
        }
    }

    @Test
    void neverMakesTheTensorWorseThanWhereItStarts() {
        for (Tensor weights : List.of(Matrices.normal(32, 128, 0.02), Matrices.heavy(32, 128), Matrices.outliers(32, 128))) {
            for (int axis = 0; axis < 2; axis++) {
                AffineFormat format = Matrices.format(3, Grouping.of(32, axis));
                assertThat(Matrices.meanAbs(weights, Matrices.quantize(weights, format, "compat", "quanto").tensor()))
                        .isLessThanOrEqualTo(Matrices.meanAbs(weights, format.encode(weights)));
            }
        }
    }

    @Test
    void keepsGroupsOfOneValueOrWithWholeZerosMakesThemZero() {
        Tensor weights = Matrices.odd().get("constant");
        AffineFormat format = Matrices.format(4, Grouping.of(64, 1));
        QuantizeResult kept = Matrices.quantize(weights, format, "compat", "quanto");
        QuantizeResult whole = Matrices.quantize(weights, format, "compat", "quanto", "round-zero", "true");
        assertThat(Matrices.values(kept.tensor().decode())).containsOnly(0.37f);
        assertThat(Matrices.values(whole.tensor().decode())).containsOnly(0f);
    }
}
