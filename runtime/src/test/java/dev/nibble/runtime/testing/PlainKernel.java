package dev.nibble.runtime.testing;

import static dev.nibble.api.tensor.Layouts.FLOAT;
import static dev.nibble.api.tensor.Layouts.INT;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.plugin.Support;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Any operation on decoded weights in float32, with a factor by which the result is wrong.
 *
 * @param wrong 1 for an honest kernel
 * @param prepared counts calls of prepare
 */
public record PlainKernel(String name, String op, boolean isReference, float wrong, AtomicInteger prepared)
        implements Kernel {
    public static PlainKernel of(String name, String op) {
        return new PlainKernel(name, op, false, 1, new AtomicInteger());
    }

    public static PlainKernel reference(String name, String op) {
        return new PlainKernel(name, op, true, 1, new AtomicInteger());
    }

    public static PlainKernel wrong(String name, String op) {
        return new PlainKernel(name, op, false, 1.001f, new AtomicInteger());
    }

    @Override
    public String description() {
        return "computes on decoded weights";
    }

    @Override
    public Support supports(KernelRequest request) {
        return Support.yes()
                .require("operation", op, request.spec().op())
                .require("device runtime", "test", request.device().runtime());
    }

    @Override
    public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        prepared.incrementAndGet();
        int rows = (int) weight.shape().rows();
        int cols = weight.shape().rowLength();
        float[][] w = new float[rows][cols];
        for (int r = 0; r < rows; r++) {
            weight.format().decodeRow(weight, r, w[r]);
        }
        Activation activation = request.spec().activation();
        return new PreparedKernel() {
            @Override
            public long packedBytes() {
                return 4L * rows * cols;
            }

            @Override
            public void run(long m, MemorySegment input, MemorySegment output, MemorySegment workspace) {
                switch (op) {
                    case "linear" -> linear(w, m, activation, input, output);
                    case "matmul" -> matmul(w, m, input, output);
                    case "embedding" -> {
                        for (long i = 0; i < m; i++) {
                            write(w[input.get(INT, 4 * i)], output, i);
                        }
                    }
                    default -> {
                        for (int r = 0; r < rows; r++) {
                            write(w[r], output, r);
                        }
                    }
                }
            }

            @Override
            public void close() {}
        };
    }

    private void write(float[] row, MemorySegment output, long at) {
        for (int c = 0; c < row.length; c++) {
            output.set(FLOAT, 4 * (at * row.length + c), row[c] * wrong);
        }
    }

    private void linear(float[][] w, long m, Activation activation, MemorySegment input, MemorySegment output) {
        int k = w[0].length;
        float[] x = new float[k];
        double[] values = new double[k];
        for (long i = 0; i < m; i++) {
            MemorySegment.copy(input, FLOAT, 4 * i * k, x, 0, k);
            activation.apply(x, k, values);
            for (int row = 0; row < w.length; row++) {
                double sum = 0;
                for (int c = 0; c < k; c++) {
                    sum += w[row][c] * values[c];
                }
                output.set(FLOAT, 4 * (i * w.length + row), (float) sum * wrong);
            }
        }
    }

    private void matmul(float[][] w, long m, MemorySegment input, MemorySegment output) {
        int n = w[0].length;
        for (long i = 0; i < m; i++) {
            for (int c = 0; c < n; c++) {
                float sum = 0;
                for (int k = 0; k < w.length; k++) {
                    sum += w[k][c] * input.get(FLOAT, 4 * (i * w.length + k));
                }
                output.set(FLOAT, 4 * (i * n + c), sum * wrong);
            }
        }
    }
}
