package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Linear;
import dev.nibble.api.plugin.Support;

/** {@code y = x W^T} with codes of 5 to 8 bits on an even grid, with the Vector API. */
public final class Int8Linear implements Kernel {
    private static final CodedLinear LINEAR =
            new CodedLinear(5, 8, "an even grid of step 1", Levels::isGrid);

    @Override
    public String name() {
        return "jvm.linear.int8";
    }

    @Override
    public String description() {
        return "y = x W^T, grids of 5 to 8 bits in groups along rows, float32 or int8 activations, Vector API";
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
