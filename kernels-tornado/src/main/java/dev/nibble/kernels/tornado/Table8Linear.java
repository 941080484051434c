package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Linear;
import dev.nibble.api.plugin.Support;

/** {@code y = x W^T} with codes of 5 to 8 bits that are looked up (float8), one work item a row. */
public final class Table8Linear implements Kernel {
    private static final CodedLinear LINEAR = new CodedLinear(5, 8, false, CodedLinear.Input.F32,
            DeviceMethod.LINEAR_TABLE_8, DeviceMethod.LINEAR_TABLE_8_TILE);

    @Override
    public String name() {
        return "tornado.linear.table8";
    }

    @Override
    public String description() {
        return "y = x W^T, any levels of 5 to 8 bits in groups along rows, float32 input, from TornadoVM";
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
