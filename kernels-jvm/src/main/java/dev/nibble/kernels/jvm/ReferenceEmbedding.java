package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Embedding;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.MemorySegment;

/** {@code y[i] = W[index[i]]} on the decoded weights, for every format. */
public final class ReferenceEmbedding implements Kernel {
    @Override
    public String name() {
        return "jvm.reference.embedding";
    }

    @Override
    public String description() {
        return "rows of W by index for every format, copied from the decoded weights, one thread";
    }

    @Override
    public String op() {
        return Embedding.NAME;
    }

    @Override
    public boolean isReference() {
        return true;
    }

    @Override
    public Support supports(KernelRequest request) {
        return Requirements.matrix(request, Embedding.NAME)
                .require("activation", Activation.F32, request.spec().activation());
    }

    @Override
    public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        return new Prepared(weight);
    }

    /** The decoded weight. */
    private static final class Prepared implements PreparedKernel {
        private final DecodedWeight weight;

        Prepared(QuantizedTensor weight) {
            this.weight = new DecodedWeight(weight);
        }

        @Override
        public long packedBytes() {
            return weight.bytes();
        }

        @Override
        public void run(long m, MemorySegment input, MemorySegment output, MemorySegment workspace) {
            for (long i = 0; i < m; i++) {
                int index = input.get(Layouts.INT, i * Integer.BYTES);
                if (index < 0 || index >= weight.rows()) {
                    throw new IndexOutOfBoundsException(
                            "index " + i + " of the input is " + index + ", but W has " + weight.rows() + " rows");
                }
                weight.copyRows(index, 1, output, i * weight.cols() * Float.BYTES);
            }
        }

        @Override
        public void close() {
            weight.close();
        }
    }
}
