package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Matmul;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** {@code y = x W} in float64 on the decoded weights, for every format. */
public final class ReferenceMatmul implements Kernel {
    @Override
    public String name() {
        return "jvm.reference.matmul";
    }

    @Override
    public String description() {
        return "y = x W for every format: plain loops over the decoded weights, one thread";
    }

    @Override
    public String op() {
        return Matmul.NAME;
    }

    @Override
    public boolean isReference() {
        return true;
    }

    @Override
    public Support supports(KernelRequest request) {
        return Requirements.matrix(request, Matmul.NAME)
                .require("activation", Activation.F32, request.spec().activation());
    }

    @Override
    public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        return new Prepared(request.spec(), weight);
    }

    /** The decoded weight, and one sum for each output. */
    private static final class Prepared implements PreparedKernel {
        private final DecodedWeight weight;
        private final float[] w;
        private final double[][] y;

        Prepared(OpSpec spec, QuantizedTensor weight) {
            this.weight = new DecodedWeight(weight);
            this.w = new float[this.weight.cols()];
            this.y = new double[Math.toIntExact(spec.m())][w.length];
        }

        @Override
        public long packedBytes() {
            return weight.bytes();
        }

        @Override
        public void run(long m, MemorySegment input, MemorySegment output, MemorySegment workspace) {
            for (int i = 0; i < m; i++) {
                Arrays.fill(y[i], 0);
            }
            long rows = weight.rows();
            for (long k = 0; k < rows; k++) {
                weight.readRow(k, w);
                for (int i = 0; i < m; i++) {
                    add(w, input.get(Layouts.FLOAT, (i * rows + k) * Float.BYTES), y[i]);
                }
            }
            for (int i = 0; i < m; i++) {
                for (int c = 0; c < w.length; c++) {
                    output.set(Layouts.FLOAT, ((long) i * w.length + c) * Float.BYTES, (float) y[i][c]);
                }
            }
        }

        private static void add(float[] w, double x, double[] y) {
            for (int c = 0; c < w.length; c++) {
                y[c] += w[c] * x;
            }
        }

        @Override
        public void close() {
            weight.close();
        }
    }
}
