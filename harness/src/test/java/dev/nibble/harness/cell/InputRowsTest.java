package dev.nibble.harness.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.op.Activation;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputRowsTest {
    private static final int ROWS = 21;
    private static final int OUT = 19;

    private static float[] normal(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static ActivationStats stats(int channels, Optional<Tensor> samples, Optional<Tensor> gram) {
        Tensor vector = Tensor.of(Shape.of(channels), new float[channels]);
        return new ActivationStats(ROWS, vector, vector, vector, vector, samples, gram);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 10, 37})
    void sampledRowsAndTheirGramMatrixBothGiveTheNormOfTheOutputs(int channels) {
        float[] x = normal(ROWS * channels, 1);
        float[] a = normal(OUT * channels, 2);
        Tensor gram = Tensor.allocate(ElementType.F64, Shape.of(channels, channels));
        double expected = 0;
        for (int r = 0; r < ROWS; r++) {
            for (int o = 0; o < OUT; o++) {
                double y = 0;
                for (int k = 0; k < channels; k++) {
                    y += (double) x[r * channels + k] * a[o * channels + k];
                }
                expected += y * y;
            }
        }
        for (int i = 0; i < channels; i++) {
            for (int j = 0; j < channels; j++) {
                double sum = 0;
                for (int r = 0; r < ROWS; r++) {
                    sum += (double) x[r * channels + i] * x[r * channels + j];
                }
                gram.row(i).set(Layouts.DOUBLE, 8L * j, sum);
            }
        }
        InputRows.Rows rows = (row, into) -> {
            for (int k = 0; k < channels; k++) {
                into[k] = a[(int) row * channels + k];
            }
        };
        Tensor sample = Tensor.of(Shape.of(ROWS, channels), x);
        assertThat(InputRows.of(stats(channels, Optional.of(sample), Optional.empty())).squares(OUT, rows))
                .isEqualTo(expected, within(1e-12 * expected));
        assertThat(InputRows.of(stats(channels, Optional.empty(), Optional.of(gram))).squares(OUT, rows))
                .isEqualTo(expected, within(1e-12 * expected));
        assertThatThrownBy(() -> InputRows.of(stats(channels, Optional.empty(), Optional.empty())))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("neither a Gram matrix nor a sample");
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32", "int8", "int8-static:scale=0.05,zero=9"})
    void whatBecomesOfRowsInALayerStandsBehindThem(String activation) {
        int channels = 7;
        float[] x = normal(ROWS * channels, 3);
        float[] a = normal(OUT * 2 * channels, 4);
        float[] factors = {1, 2, 0.3f, 5, 0.7f, 1, 1};
        double expected = 0;
        for (int r = 0; r < ROWS; r++) {
            float[] scaled = new float[channels];
            for (int k = 0; k < channels; k++) {
                scaled[k] = x[r * channels + k] * factors[k];
            }
            double[] values = new double[channels];
            Activation.of(activation).apply(scaled, channels, values);
            for (int o = 0; o < OUT; o++) {
                double y = 0;
                for (int k = 0; k < channels; k++) {
                    y += (double) x[r * channels + k] * a[2 * o * channels + k] + values[k] * a[(2 * o + 1) * channels + k];
                }
                expected += y * y;
            }
        }
        InputRows inputs = InputRows.ofSample(stats(channels, Optional.of(Tensor.of(Shape.of(ROWS, channels), x)), Optional.empty()),
                Optional.of(Transform.InputScale.of(factors)), Activation.of(activation));
        assertThat(inputs.squares(OUT, (row, into) -> {
            for (int k = 0; k < 2 * channels; k++) {
                into[k] = a[(int) row * 2 * channels + k];
            }
        })).isEqualTo(expected, within(1e-12 * expected));
    }
}
