package dev.nibble.benchmarks.contender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.format.Format;
import dev.nibble.api.op.Activation;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.benchmarks.contender.Expected.Accuracy;
import dev.nibble.runtime.registry.PluginRegistry;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExpectedTest {
    private static final int N = 24;
    private static final int K = 128;
    private static final int M = 3;

    private final Format format =
            PluginRegistry.load(getClass().getClassLoader()).format("affine:bits=4,group=64,axis=1,zero=none");
    private final Layer layer = new Layer(Shape.of(N, K), M);
    private final Expected expected = layer.expected(format, Activation.F32);

    /** The product in float32, of the rows from {@code turn} on. */
    private MemorySegment product(int turn) {
        Tensor y = Tensor.allocate(ElementType.F32, Shape.of(M, N));
        float[] x = new float[K];
        float[] w = new float[K];
        for (int m = 0; m < M; m++) {
            layer.input().readRow(m, x);
            for (int n = 0; n < N; n++) {
                format.decodeRow(layer.quantized(format), (n + turn) % N, w);
                float sum = 0;
                for (int k = 0; k < K; k++) {
                    sum += x[k] * w[k];
                }
                y.setFloat(m, n, sum);
            }
        }
        return y.data();
    }

    @ParameterizedTest
    @EnumSource
    void theRightProductIsRight(Accuracy accuracy) {
        assertThat(expected.check(product(0), M, 0, accuracy)).isEmpty();
        assertThat(expected.check(product(5), M, 5, accuracy)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void rowsInAnotherOrderAreWrong(Accuracy accuracy) {
        assertThat(expected.check(product(1), M, 0, accuracy)).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void oneElementThatIsNotANumberIsWrongAndNamed(Accuracy accuracy) {
        MemorySegment y = product(0);
        y.set(Layouts.FLOAT, 4L * (2 * N + 7), Float.NaN);
        assertThat(expected.check(y, M, 0, accuracy)).hasValueSatisfying(what -> assertThat(what)
                .startsWith("1 of " + M * N + " elements are wrong").contains("output[2, 7] is NaN"));
        assertThat(expected.check(y, 2, 0, accuracy)).as("rows not asked for").isEmpty();
    }

    @Test
    void anErrorOfAnInt8RoundingIsAllowedOnlyWhereActivationsAreRounded() {
        MemorySegment y = product(0);
        float right = y.get(Layouts.FLOAT, 0);
        y.set(Layouts.FLOAT, 0, right + 0.01f);
        assertThat(expected.check(y, M, 0, Accuracy.INT8_ACTIVATIONS)).isEmpty();
        assertThat(expected.check(y, M, 0, Accuracy.FLOAT32)).isPresent();
        y.set(Layouts.FLOAT, 0, right + 0.2f);
        assertThat(expected.check(y, M, 0, Accuracy.INT8_ACTIVATIONS)).isPresent();
    }

    @Test
    void int8ActivationsOfNibbleHaveAReferenceOfTheirOwn() {
        Expected rounded = layer.expected(format, Activation.INT8_ROW);
        assertThat(rounded.check(product(0), M, 0, Accuracy.FLOAT32)).isPresent();
        assertThat(rounded.check(product(0), M, 0, Accuracy.INT8_ACTIVATIONS)).isEmpty();
    }
}
