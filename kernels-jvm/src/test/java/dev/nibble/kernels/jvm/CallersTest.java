package dev.nibble.kernels.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.oracle.TestWeights;
import dev.nibble.runtime.registry.PluginRegistry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What callers do with prepared kernels besides calling them in turn. */
class CallersTest {
    private static final int M = 5;

    private final Registry registry = PluginRegistry.load(CallersTest.class.getClassLoader());

    private OpSpec spec(String format, long rows) {
        return new OpSpec("linear", registry.format(format), Shape.of(rows, 520), M, Activation.F32);
    }

    private static PreparedKernel prepare(Kernel kernel, OpSpec spec, Device device, QuantizedTensor weight) {
        return kernel.prepare(new KernelRequest(spec, device.info(), 2), device, weight);
    }

    private Tensor input(OpSpec spec, long seed) {
        return registry.op("linear").testInput(spec, Fill.NORMAL, new SplittableRandom(seed)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"jvm.linear.int4 | affine:bits=4,group=64", "jvm.linear.int8 | affine:bits=8,per=row",
        "jvm.linear.dense | dense:f32", "jvm.reference.linear | nf4"})
    void dataMayLieAnywhere(String kernel, String format) {
        OpSpec spec = spec(format, 130);
        try (Device device = TestDevice.open();
                PreparedKernel prepared = prepare(registry.kernel(kernel), spec, device,
                        TestWeights.of(spec.format(), spec.weight(), Fill.NORMAL, 1));
                Arena arena = Arena.ofShared()) {
            MemorySegment input = input(spec, 2).data();
            MemorySegment expected = arena.allocate(4 * 130 * M, 64);
            prepared.run(M, input, expected, MemorySegment.NULL);
            MemorySegment oddInput = arena.allocate(input.byteSize() + 1).asSlice(1).copyFrom(input);
            MemorySegment onHeap = MemorySegment.ofArray(new byte[4 * 130 * M + 3]).asSlice(3);
            prepared.run(M, oddInput, onHeap, MemorySegment.NULL);
            assertThat(onHeap.mismatch(expected)).isEqualTo(-1);
        }
    }

    @Test
    void threadsMayRunKernelsOfTheirOwnOnOneDevice() throws Exception {
        try (Device device = TestDevice.open(); ExecutorService callers = Executors.newFixedThreadPool(3)) {
            List<Future<String>> failures = new ArrayList<>();
            for (int caller = 0; caller < 3; caller++) {
                OpSpec spec = spec("affine:bits=4,group=64", 130 + 64 * caller);
                long seed = caller;
                failures.add(callers.submit(() -> provenManyTimes(spec, device, seed)));
            }
            for (Future<String> failure : failures) {
                assertThat(failure.get()).isEmpty();
            }
        }
    }

    private String provenManyTimes(OpSpec spec, Device device, long seed) {
        Oracle oracle = new Oracle(registry, device, 2);
        QuantizedTensor weight = TestWeights.of(spec.format(), spec.weight(), Fill.NORMAL, seed);
        try (PreparedKernel prepared = prepare(new Int4Linear(), spec, device, weight)) {
            String failure = "";
            for (int i = 0; i < 20 && failure.isEmpty(); i++) {
                failure = oracle.verify(prepared, spec, weight, input(spec, i), false).failure();
            }
            return failure;
        }
    }

    @Test
    void aClosedDeviceIsAClearError() {
        OpSpec spec = spec("affine:bits=4,group=64", 130);
        Device device = TestDevice.open();
        try (PreparedKernel prepared = prepare(new Int4Linear(), spec, device,
                TestWeights.of(spec.format(), spec.weight(), Fill.NORMAL, 1));
                Arena arena = Arena.ofShared()) {
            device.close();
            assertThatThrownBy(() -> prepared.run(M, input(spec, 2).data(), arena.allocate(4 * 130 * M), MemorySegment.NULL))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("jvm device that it belongs to was closed");
        }
    }
}
