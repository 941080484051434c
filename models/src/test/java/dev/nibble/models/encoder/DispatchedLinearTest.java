package dev.nibble.models.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.DenseFormat;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.ZeroKind;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Int8Static;
import dev.nibble.api.op.Linear;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.TensorFileException;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.models.quantized.WeightSource;
import dev.nibble.runtime.dispatch.Contracts;
import dev.nibble.runtime.dispatch.Dispatcher;
import dev.nibble.runtime.dispatch.Fallback;
import dev.nibble.runtime.dispatch.MemoryContractStore;
import dev.nibble.runtime.dispatch.NoEligibleKernelException;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DispatchedLinearTest {
    private static final Format FORMAT = new AffineFormat(8, Grouping.PER_ROW, ZeroKind.FLOAT);
    private static final Tensor WEIGHT = Tensor.of(Shape.of(2, 3), 1, 2, 3, -1, 0, 5);

    private static Dispatcher dispatcher() {
        PluginRegistry registry = PluginRegistry.of(List.of(new TestKernel(), new Linear(), new AffineFormat.Provider()));
        return new Dispatcher(registry, new TestKernel.TestDevice(), 1,
                new Contracts(registry, new MemoryContractStore()), Fallback.STRICT, List.of());
    }

    private static WeightSource source(Optional<QuantizedWeight> quantized) {
        return new WeightSource() {
            @Override
            public List<String> names() {
                return List.of("fc.weight", "fc.bias");
            }

            @Override
            public Optional<QuantizedWeight> quantized(String name) {
                return name.equals("fc.weight") ? quantized : Optional.empty();
            }

            @Override
            public Tensor tensor(String name) {
                return switch (name) {
                    case "fc.weight" -> quantized.map(QuantizedWeight::decode).orElse(WEIGHT);
                    case "fc.bias" -> Tensor.of(Shape.of(2), 10, 20);
                    default -> throw new TensorFileException("no tensor " + name);
                };
            }
        };
    }

    private static float[] apply(LinearFactory factory, WeightSource source, int m) {
        float[] x = new float[m * 3];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 7 - 3;
        }
        float[] y = new float[m * 2];
        try (LinearLayer layer = factory.create("fc", source)) {
            layer.apply(m, x, y);
        }
        return y;
    }

    @Test
    void givesWhatDecodedWeightsGiveForEveryClassOfRows() {
        Transform scale = new Transform.InputScale(Tensor.of(Shape.of(3), 2, 1, 0.5f));
        WeightSource source = source(Optional.of(new QuantizedWeight(FORMAT.encode(WEIGHT), Optional.of(scale), Activation.F32)));
        LinearFactory dispatched = LinearFactory.dispatched(dispatcher(), 40);
        for (int m : new int[] {1, 2, 16, 17, 40}) {
            assertThat(apply(dispatched, source, m)).containsExactly(apply(LinearFactory.floats(), source, m), within(1e-4f));
        }
    }

    /** Inputs are -3 to 3: after the scale they are -6 to 6, -3 to 3 and -1.5 to 1.5, which codes of 2 take to even numbers. */
    @Test
    void quantizesInputsAsTheWeightSaysInFloatAndOnKernels() {
        Transform scale = new Transform.InputScale(Tensor.of(Shape.of(3), 2, 1, 0.5f));
        QuantizedWeight weight = new QuantizedWeight(FORMAT.encode(WEIGHT), Optional.of(scale), new Int8Static(2, 0));
        float[] decoded = new float[6];
        for (int i = 0; i < 6; i++) {
            decoded[i] = weight.tensor().decode().getFloat(i / 3, i % 3);
        }
        // x = (-3, -2, -1): (-6, -2, -0.5) becomes (-6, -2, 0).
        float[] expected = {-6 * decoded[0] - 2 * decoded[1] + 10, -6 * decoded[3] - 2 * decoded[4] + 20};
        WeightSource source = source(Optional.of(weight));
        assertThat(apply(LinearFactory.floats(), source, 1)).containsExactly(expected, within(1e-5f));
        assertThat(apply(LinearFactory.dispatched(dispatcher(), 4), source, 1)).containsExactly(expected, within(1e-5f));
        for (Activation activation : Activation.representatives()) {
            WeightSource other = source(Optional.of(new QuantizedWeight(weight.tensor(), Optional.of(scale), activation)));
            assertThat(apply(LinearFactory.dispatched(dispatcher(), 40), other, 40)).as(activation.toString())
                    .containsExactly(apply(LinearFactory.floats(), other, 40), within(1e-4f));
        }
    }

    @Test
    void runsPlainWeightsInFloat() {
        LinearFactory dispatched = LinearFactory.dispatched(dispatcher(), 4);
        try (LinearLayer layer = dispatched.create("fc", source(Optional.empty()))) {
            assertThat(layer.concurrent()).isTrue();
        }
    }

    @Test
    void refusesWhereNoKernelIsEligible() {
        WeightSource source = source(Optional.of(QuantizedWeight.of(new DenseFormat(ElementType.F16).encode(WEIGHT))));
        assertThatThrownBy(() -> apply(LinearFactory.dispatched(dispatcher(), 4), source, 1))
                .isInstanceOf(NoEligibleKernelException.class);
    }
}
