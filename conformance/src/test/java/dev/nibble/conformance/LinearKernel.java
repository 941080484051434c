package dev.nibble.conformance;

import static dev.nibble.api.tensor.Layouts.FLOAT;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Linear;
import dev.nibble.api.plugin.Support;
import java.lang.foreign.MemorySegment;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A kernel for {@code linear} on decoded weights whose answers and hot path are given, so that cheating ones are short.
 *
 * @param accepts what {@code supports} says
 * @param hotPath makes the hot path of one prepared kernel
 */
record LinearKernel(String name, Predicate<KernelRequest> accepts, Supplier<HotPath> hotPath) implements Kernel {
    /** What {@code run} does. */
    interface HotPath {
        void run(Weights weights, long m, MemorySegment input, MemorySegment output, MemorySegment workspace);
    }

    /** Decoded weights [n, k], and the m prepared for. */
    record Weights(int n, int k, float[] values, long maxM) {
        /** The right result for one output element, from the first {@code count} of each row's products. */
        float dot(MemorySegment input, long m, int row, int count) {
            float sum = 0;
            for (int i = 0; i < count; i++) {
                sum += values[row * k + i] * input.get(FLOAT, 4 * (m * k + i));
            }
            return sum;
        }
    }

    static final Predicate<KernelRequest> FLOAT_LINEAR = request -> request.spec().op().equals(Linear.NAME)
            && request.spec().activation() == Activation.F32
            && request.device().runtime().equals(HostDevice.RUNTIME);

    /** A kernel without any cheat. */
    static LinearKernel honest() {
        return new LinearKernel("test.honest", FLOAT_LINEAR, () -> LinearKernel::compute);
    }

    /** One with this hot path, stateless. */
    static LinearKernel with(HotPath hotPath) {
        return new LinearKernel("test.cheat", FLOAT_LINEAR, () -> hotPath);
    }

    static void compute(Weights w, long m, MemorySegment input, MemorySegment output, MemorySegment workspace) {
        for (long i = 0; i < m; i++) {
            for (int row = 0; row < w.n(); row++) {
                output.set(FLOAT, 4 * (i * w.n() + row), w.dot(input, i, row, w.k()));
            }
        }
    }

    @Override
    public String description() {
        return "y = x W^T on decoded weights";
    }

    @Override
    public String op() {
        return Linear.NAME;
    }

    @Override
    public Support supports(KernelRequest request) {
        return Support.yes().require("request", "one that the test accepts", request.toString(), accepts.test(request));
    }

    @Override
    public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        int n = (int) weight.shape().rows();
        int k = weight.shape().rowLength();
        float[] values = new float[n * k];
        MemorySegment.copy(weight.decode().data(), FLOAT, 0, values, 0, values.length);
        Weights weights = new Weights(n, k, values, request.spec().m());
        HotPath path = hotPath.get();
        return new PreparedKernel() {
            @Override
            public long workspaceBytes() {
                return 64;
            }

            @Override
            public long packedBytes() {
                return 4L * values.length;
            }

            @Override
            public void run(long m, MemorySegment input, MemorySegment output, MemorySegment workspace) {
                path.run(weights, m, input, output, workspace);
            }

            @Override
            public void close() {}
        };
    }
}
