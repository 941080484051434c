package plugin.halflinear;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.DenseFormat;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Linear;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * {@code y = x W^T} with weights in 16-bit floats, which stay 16 bits wide in memory: each row is widened once and meets all
 * rows of x. In plain Java, on the calling thread; sums are float32.
 */
public final class HalfLinear implements Kernel {
    @Override
    public String name() {
        return "half-linear";
    }

    @Override
    public String description() {
        return "linear with dense:f16 and dense:bf16 weights, plain Java, one thread";
    }

    @Override
    public String op() {
        return Linear.NAME;
    }

    @Override
    public Support supports(KernelRequest request) {
        OpSpec spec = request.spec();
        return Support.yes()
                .require("op", Linear.NAME, spec.op())
                .require("runtime", "jvm", request.device().runtime())
                .require("format", "dense:f16 or dense:bf16", spec.format().text(), isHalf(spec.format()))
                .require("activation", Activation.F32, spec.activation())
                .require("rows of weight and input", "at most 2^31 - 9", spec.weight().rows() + " and " + spec.m(),
                        Math.max(spec.weight().rows(), spec.m()) <= Integer.MAX_VALUE - 8);
    }

    private static boolean isHalf(Format format) {
        return format instanceof DenseFormat dense && dense.type() != ElementType.F32;
    }

    @Override
    public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        Tensor values = weight.component("values");
        int k = weight.shape().rowLength();
        short[][] rows = new short[Math.toIntExact(weight.shape().rows())][k];
        for (int row = 0; row < rows.length; row++) {
            MemorySegment.copy(values.row(row), Layouts.SHORT, 0, rows[row], 0, k);
        }
        Widening widening = values.type() == ElementType.F16 ? HalfLinear::widenF16 : HalfLinear::widenBf16;
        return new Prepared(rows, widening, new float[k],
                new float[Math.toIntExact(request.spec().m())][k]);
    }

    /** Makes float32 values of 16-bit ones. */
    @FunctionalInterface
    private interface Widening {
        void widen(short[] from, float[] to);
    }

    private static void widenF16(short[] from, float[] to) {
        for (int i = 0; i < from.length; i++) {
            to[i] = Float.float16ToFloat(from[i]);
        }
    }

    /** A bfloat16 is the upper half of a float32. */
    private static void widenBf16(short[] from, float[] to) {
        for (int i = 0; i < from.length; i++) {
            to[i] = Float.intBitsToFloat(from[i] << 16);
        }
    }

    /**
     * @param rows of the weight
     * @param row room for one of them, widened
     * @param tokens room for the rows of x
     */
    private record Prepared(short[][] rows, Widening widening, float[] row, float[][] tokens) implements PreparedKernel {
        @Override
        public long packedBytes() {
            return 2L * rows.length * row.length;
        }

        @Override
        public void run(long m, MemorySegment x, MemorySegment y, MemorySegment workspace) {
            int k = row.length;
            for (int t = 0; t < m; t++) {
                MemorySegment.copy(x, Layouts.FLOAT, 4L * t * k, tokens[t], 0, k);
            }
            for (int n = 0; n < rows.length; n++) {
                widening.widen(rows[n], row);
                for (int t = 0; t < m; t++) {
                    y.set(Layouts.FLOAT, 4L * ((long) t * rows.length + n), dot(row, tokens[t]));
                }
            }
        }

        /** Eight sums at once: one alone would wait for each addition to end. */
        private static float dot(float[] a, float[] b) {
            float s0 = 0;
            float s1 = 0;
            float s2 = 0;
            float s3 = 0;
            float s4 = 0;
            float s5 = 0;
            float s6 = 0;
            float s7 = 0;
            int i = 0;
            for (; i + 8 <= a.length; i += 8) {
                s0 += a[i] * b[i];
                s1 += a[i + 1] * b[i + 1];
                s2 += a[i + 2] * b[i + 2];
                s3 += a[i + 3] * b[i + 3];
                s4 += a[i + 4] * b[i + 4];
                s5 += a[i + 5] * b[i + 5];
                s6 += a[i + 6] * b[i + 6];
                s7 += a[i + 7] * b[i + 7];
            }
            for (; i < a.length; i++) {
                s0 += a[i] * b[i];
            }
            return s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
        }

        @Override
        public void close() {}
    }
}
