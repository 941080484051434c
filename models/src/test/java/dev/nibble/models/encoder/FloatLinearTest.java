package dev.nibble.models.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.TensorFileException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatLinearTest {
    @ParameterizedTest
    @CsvSource({"1,1,1", "1,8,3", "3,7,5", "5,9,16", "2,17,33"})
    void agreesWithSumsInDouble(int m, int in, int out) {
        SplittableRandom random = new SplittableRandom(1);
        Tensor weight = Tensor.allocate(ElementType.F32, Shape.of(out, in));
        float[] bias = new float[out];
        float[] x = new float[m * in];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        for (int o = 0; o < out; o++) {
            bias[o] = (float) random.nextGaussian();
            for (int i = 0; i < in; i++) {
                weight.setFloat(o, i, (float) random.nextGaussian());
            }
        }
        float[] y = new float[m * out];
        try (LinearLayer layer = new FloatLinear("fc", weight, bias)) {
            layer.apply(m, x, y);
        }
        for (int r = 0; r < m; r++) {
            for (int o = 0; o < out; o++) {
                double sum = bias[o];
                for (int i = 0; i < in; i++) {
                    sum += (double) x[r * in + i] * weight.getFloat(o, i);
                }
                assertThat((double) y[r * out + o]).isCloseTo(sum, within(1e-5));
            }
        }
    }

    @Test
    void refusesABiasOfAnotherLength() {
        assertThatThrownBy(() -> new FloatLinear("fc", Tensor.of(Shape.of(2, 2), 1, 2, 3, 4), new float[3]))
                .isInstanceOf(TensorFileException.class)
                .hasMessageContaining("bias of 'fc' has 3 values");
    }
}
