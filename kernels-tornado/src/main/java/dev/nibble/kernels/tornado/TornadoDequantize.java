package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Dequantize;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Support;

/** W decoded to float32, one work item a row and group. */
public final class TornadoDequantize implements Kernel {
    @Override
    public String name() {
        return "tornado.dequantize";
    }

    @Override
    public String description() {
        return "W in float32, codes of 1 to 8 bits looked up, in groups along rows, from TornadoVM";
    }

    @Override
    public String op() {
        return Dequantize.NAME;
    }

    @Override
    public Support supports(KernelRequest request) {
        OpSpec spec = request.spec();
        Support support = Requirements.coded(request, Dequantize.NAME)
                .require("m", 1L, spec.m())
                .require("activation", Activation.F32, spec.activation());
        return support.supported()
                ? support.and(Requirements.sizes(request, Decoded.packing(spec), 1, spec.weight().elements(), 1))
                        .and(Requirements.program(request, DeviceMethod.DEQUANTIZE))
                : support;
    }

    @Override
    public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        return Decoded.prepare(DeviceMethod.DEQUANTIZE, request.spec(), device, weight, weight.shape().elements(),
                _ -> (m, input, bound) -> { });
    }
}
