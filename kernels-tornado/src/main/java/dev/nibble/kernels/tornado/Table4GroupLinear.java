package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Linear;
import dev.nibble.api.plugin.Support;

/** {@code y = x W^T} with codes of up to 4 bits that are looked up, a work group a row: for devices of many work items. */
public final class Table4GroupLinear implements Kernel {
    private static final CodedLinear LINEAR = new CodedLinear(1, 4, false, CodedLinear.Input.F32,
            DeviceMethod.LINEAR_TABLE_4_GROUP, DeviceMethod.LINEAR_TABLE_4_GROUP);

    @Override
    public String name() {
        return "tornado.linear.table4.group";
    }

    @Override
    public String description() {
        return "y = x W^T, any levels of up to 4 bits in groups along rows, float32 input, a work group a row, from TornadoVM";
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
