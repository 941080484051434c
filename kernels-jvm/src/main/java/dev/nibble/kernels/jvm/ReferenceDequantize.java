package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Dequantize;
import dev.nibble.api.plugin.Support;
import java.lang.foreign.MemorySegment;

/** W decoded to float32, for every format. Decodes when prepared, so its times are those of a copy. */
public final class ReferenceDequantize implements Kernel {
    @Override
    public String name() {
        return "jvm.reference.dequantize";
    }

    @Override
    public String description() {
        return "W in float32 for every format, copied from the decoded weights, one thread";
    }

    @Override
    public String op() {
        return Dequantize.NAME;
    }

    @Override
    public boolean isReference() {
        return true;
    }

    @Override
    public Support supports(KernelRequest request) {
        return Requirements.common(request, Dequantize.NAME)
                .require("m", 1L, request.spec().m())
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
            weight.copyRows(0, weight.rows(), output, 0);
        }

        @Override
        public void close() {
            weight.close();
        }
    }
}
