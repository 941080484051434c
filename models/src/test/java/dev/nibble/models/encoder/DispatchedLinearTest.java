package dev.nibble.models.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.ZeroKind;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Linear;
import dev.nibble.api.quantizer.Transform;
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
        WeightSource source = source(Optional.of(new QuantizedWeight(FORMAT.encode(WEIGHT), Optional.of(scale))));
        LinearFactory dispatched = LinearFactory.dispatched(dispatcher(), Activation.F32, 40);
        for (int m : new int[] {1, 2, 16, 17, 40}) {
            assertThat(apply(dispatched, source, m)).containsExactly(apply(LinearFactory.floats(), source, m), within(1e-4f));
        }
    }

    @Test
    void runsPlainWeightsInFloat() {
        LinearFactory dispatched = LinearFactory.dispatched(dispatcher(), Activation.F32, 4);
        try (LinearLayer layer = dispatched.create("fc", source(Optional.empty()))) {
            assertThat(layer.concurrent()).isTrue();
        }
    }

    @Test
    void refusesWhereNoKernelIsEligible() {
        WeightSource source = source(Optional.of(QuantizedWeight.of(FORMAT.encode(WEIGHT))));
        LinearFactory int8 = LinearFactory.dispatched(dispatcher(), Activation.INT8_ROW, 4);
        assertThatThrownBy(() -> apply(int8, source, 1)).isInstanceOf(NoEligibleKernelException.class);
    }
}
