package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Int8Activation;
import dev.nibble.api.op.Linear;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** {@code y = x W^T} in float64 on the decoded weights, for every format and activation. */
public final class ReferenceLinear implements Kernel {
    @Override
    public String name() {
        return "jvm.reference.linear";
    }

    @Override
    public String description() {
        return "y = x W^T for every format and activation: plain loops over the decoded weights, one thread";
    }

    @Override
    public String op() {
        return Linear.NAME;
    }

    @Override
    public boolean isReference() {
        return true;
    }

    @Override
    public Support supports(KernelRequest request) {
        return Requirements.matrix(request, Linear.NAME);
    }

    @Override
    public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        return new Prepared(request.spec(), weight);
    }

    /** The decoded weight, and the input as the activation has it. */
    private static final class Prepared implements PreparedKernel {
        private final DecodedWeight weight;
        private final Optional<Int8Activation> int8;
        private final float[] w;
        private final float[] row;
        private final int[] codes;
        private final double[][] x;

        Prepared(OpSpec spec, QuantizedTensor weight) {
            this.weight = new DecodedWeight(weight);
            this.int8 = spec.activation() instanceof Int8Activation it ? Optional.of(it) : Optional.empty();
            int k = this.weight.cols();
            this.w = new float[k];
            this.row = new float[k];
            this.codes = new int[k];
            this.x = new double[Math.toIntExact(spec.m())][k];
        }

        @Override
        public long packedBytes() {
            return weight.bytes();
        }

        @Override
        public void run(long m, MemorySegment input, MemorySegment output, MemorySegment workspace) {
            for (int i = 0; i < m; i++) {
                readInput(input, i, x[i]);
            }
            long n = weight.rows();
            for (long r = 0; r < n; r++) {
                weight.readRow(r, w);
                for (int i = 0; i < m; i++) {
                    output.set(Layouts.FLOAT, (i * n + r) * Float.BYTES, (float) dot(w, x[i]));
                }
            }
        }

        private void readInput(MemorySegment input, int index, double[] into) {
            int k = row.length;
            MemorySegment.copy(input, Layouts.FLOAT, (long) index * k * Float.BYTES, row, 0, k);
            double scale = int8.isPresent() ? int8.get().quantize(row, k, codes) : 1;
            for (int i = 0; i < k; i++) {
                into[i] = int8.isPresent() ? codes[i] * scale : row[i];
            }
        }

        private static double dot(float[] w, double[] x) {
            double sum = 0;
            for (int i = 0; i < w.length; i++) {
                sum += w[i] * x[i];
            }
            return sum;
        }

        @Override
        public void close() {
            weight.close();
        }
    }
}
