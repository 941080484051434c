package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Linear;
import dev.nibble.api.plugin.Support;

/** {@code y = x W^T} with codes of up to 4 bits on a grid and int8 input, one work item a row. */
public final class Integer4Linear implements Kernel {
    private static final CodedLinear LINEAR = new CodedLinear(1, 4, true, CodedLinear.Input.INT8,
            DeviceMethod.LINEAR_INTEGER_4, DeviceMethod.LINEAR_INTEGER_4_TILE);

    @Override
    public String name() {
        return "tornado.linear.integer4";
    }

    @Override
    public String description() {
        return "y = x W^T, grids of 1 to 4 bits in groups along rows, int8 input, integer sums, from TornadoVM";
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
