package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.registry.PluginRegistry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Times int4 with one row of input and a weight of 4096 x 4096: the exported kernel on the first OpenCL device, and kernels of the
 * JVM on one thread. The device's share of its own measured bandwidth stands beside it. Not a test: docs/tornado.md tells how
 * to run it.
 */
final class LargeCall {
    private static final int RUNS = 15;
    private static final long EXTENT = 4096;
    private static final String FORMAT = "affine:bits=4,group=64,zero=float";

    private LargeCall() {}

    /** @param arguments none */
    public static void main(String[] arguments) {
        PluginRegistry registry = PluginRegistry.load(LargeCall.class.getClassLoader());
        OpSpec spec = new OpSpec("linear", registry.format(FORMAT), Shape.of(EXTENT, EXTENT), 1, Activation.F32);
        QuantizedTensor weight = spec.format().encode(weights());
        for (String kernel : new String[] {"tornado.linear.int4", "tornado.linear.int4.group"}) {
            time(registry, "opencl", kernel, spec, weight);
        }
        for (String kernel : new String[] {"jvm.reference.linear", "jvm.linear.int4"}) {
            time(registry, "jvm", kernel, spec, weight);
        }
    }

    private static Tensor weights() {
        float[] values = new float[Math.toIntExact(EXTENT * EXTENT)];
        Fill.NORMAL.fill(values, values.length, new SplittableRandom(1));
        return Tensor.of(Shape.of(EXTENT, EXTENT), values);
    }

    private static void time(PluginRegistry registry, String runtime, String name, OpSpec spec, QuantizedTensor weight) {
        DeviceProvider provider = registry.deviceProviders().stream().filter(it -> it.name().equals(runtime)).findFirst().orElseThrow();
        Kernel kernel = registry.kernel(name);
        try (Device device = provider.open(provider.devices().getFirst()); Arena arena = Arena.ofShared();
                PreparedKernel prepared = kernel.prepare(new KernelRequest(spec, device.info(), 1), device, weight)) {
            var input = registry.op("linear").testInput(spec, Fill.NORMAL, new SplittableRandom(1)).orElseThrow();
            String failure = new Oracle(registry, device, 1).verify(prepared, spec, weight, input, false).failure();
            MemorySegment y = arena.allocate(4 * EXTENT, 64);
            MemorySegment workspace = arena.allocate(Math.max(1, prepared.workspaceBytes()), 64);
            double[] millis = new double[RUNS];
            double[] onDevice = new double[RUNS];
            for (int i = 0; i < RUNS; i++) {
                long start = System.nanoTime();
                prepared.run(1, input.data(), y, workspace);
                millis[i] = (System.nanoTime() - start) / 1e6;
                onDevice[i] = prepared.lastTimes().map(it -> it.kernel() / 1e6).orElse(millis[i]);
            }
            Arrays.sort(millis);
            Arrays.sort(onDevice);
            double bytesPerSecond = prepared.packedBytes() / onDevice[RUNS / 2] * 1e3;
            System.out.printf(Locale.ROOT, "%s on %s: %.2f ms a call, %.2f ms on the device, %.0f %% of its bandwidth%s%n", name,
                    device.info().name(), millis[RUNS / 2], onDevice[RUNS / 2],
                    100 * bytesPerSecond / device.measureCeiling(1).bytesPerSecond(), failure.isEmpty() ? "" : ", WRONG: " + failure);
        }
    }
}
