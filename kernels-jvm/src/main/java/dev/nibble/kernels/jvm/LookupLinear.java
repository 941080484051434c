package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Linear;
import dev.nibble.api.plugin.Support;

/** {@code y = x W^T} with codes of up to 4 bits that index a table, such as NF4 and FP4, with the Vector API. */
public final class LookupLinear implements Kernel {
    private static final CodedLinear LINEAR =
            new CodedLinear(1, 4, "a table, not an even grid", levels -> !levels.isGrid());

    @Override
    public String name() {
        return "jvm.linear.lookup";
    }

    @Override
    public String description() {
        return "y = x W^T, tables of up to 16 levels (nf4, fp4, mxfp4, ...), float32 or int8 activations, Vector API";
    }

    @Override
    public String op() {
        return Linear.NAME;
    }

    @Override
    public Support supports(KernelRequest request) {
        return LINEAR.supports(request);
    }

    @Override
    public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        return LINEAR.prepare(request, device, weight);
    }
}
