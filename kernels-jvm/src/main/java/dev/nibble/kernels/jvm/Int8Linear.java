package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Linear;
import dev.nibble.api.plugin.Support;

/** {@code y = x W^T} with affine codes of 8 bits and float32 activations, with the Vector API. */
public final class Int8Linear implements Kernel {
    private static final AffineLinear LINEAR = new AffineLinear(8);

    @Override
    public String name() {
        return "jvm.linear.int8";
    }

    @Override
    public String description() {
        return "y = x W^T, affine 8 bits in groups along rows, float32 activations, Vector API";
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
