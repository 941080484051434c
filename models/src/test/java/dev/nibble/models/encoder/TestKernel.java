package dev.nibble.models.encoder;

import dev.nibble.api.device.Ceiling;
import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceKind;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Linear;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Set;

/** A kernel for {@code linear} in float64, and a device to run it on. */
final class TestKernel implements Kernel {
    /** A device of the test itself. */
    record TestDevice() implements Device {
        @Override
        public DeviceInfo info() {
            return new DeviceInfo("test", "test", DeviceKind.CPU, "test", "test", 1L << 30, Set.of(), Support.yes(), Map.of());
        }

        @Override
        public Ceiling measureCeiling(int threads) {
            return new Ceiling(1, 1, 1, threads);
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }

    @Override
    public String name() {
        return "test.linear";
    }

    @Override
    public String description() {
        return "decodes and multiplies";
    }

    @Override
    public String op() {
        return Linear.NAME;
    }

    @Override
    public Support supports(KernelRequest request) {
        String format = request.spec().format().text();
        return Support.yes().require("format", "affine", format, format.startsWith("affine:"));
    }

    @Override
    public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        int k = weight.shape().rowLength();
        int n = Math.toIntExact(weight.shape().rows());
        float[][] rows = new float[n][k];
        for (int r = 0; r < n; r++) {
            weight.format().decodeRow(weight, r, rows[r]);
        }
        return new Prepared(rows, k, request.spec().activation());
    }

    private record Prepared(float[][] rows, int k, Activation activation) implements PreparedKernel {
        @Override
        public long packedBytes() {
            return 4L * rows.length * k;
        }

        @Override
        public void run(long m, MemorySegment input, MemorySegment output, MemorySegment workspace) {
            float[] x = new float[k];
            double[] values = new double[k];
            for (long r = 0; r < m; r++) {
                MemorySegment.copy(input, Layouts.FLOAT, 4 * r * k, x, 0, k);
                activation.apply(x, k, values);
                for (int o = 0; o < rows.length; o++) {
                    double sum = 0;
                    for (int i = 0; i < k; i++) {
                        sum += rows[o][i] * values[i];
                    }
                    output.set(Layouts.FLOAT, 4 * (r * rows.length + o), (float) sum);
                }
            }
        }

        @Override
        public void close() {
            // Everything is on the heap.
        }
    }
}
