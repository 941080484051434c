package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Linear;
import dev.nibble.api.plugin.Support;

/** {@code y = x W^T} with codes of 5 to 8 bits on a grid, one work item a row. */
public final class Int8Linear implements Kernel {
    private static final CodedLinear LINEAR = new CodedLinear(5, 8, true, CodedLinear.Input.F32,
            DeviceMethod.LINEAR_GRID_8, DeviceMethod.LINEAR_GRID_8_TILE);

    @Override
    public String name() {
        return "tornado.linear.int8";
    }

    @Override
    public String description() {
        return "y = x W^T, grids of 5 to 8 bits in groups along rows, float32 input, from TornadoVM";
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
