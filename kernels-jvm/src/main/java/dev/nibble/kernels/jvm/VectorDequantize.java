package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Dequantize;
import dev.nibble.api.plugin.Support;

/** W in float32 with the Vector API, for every format that says its levels and for dense ones: exactly the reference. */
public final class VectorDequantize implements Kernel {
    @Override
    public String name() {
        return "jvm.dequantize";
    }

    @Override
    public String description() {
        return "W in float32 from packed codes, every coded or dense format, Vector API";
    }

    @Override
    public String op() {
        return Dequantize.NAME;
    }

    @Override
    public Support supports(KernelRequest request) {
        return Requirements.common(request, Dequantize.NAME)
                .require("m", 1L, request.spec().m())
                .require("activation", Activation.F32, request.spec().activation())
                .and(RowKernel.supports(request.spec().format()));
    }

    @Override
    public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        return RowKernel.prepare(request, device, weight, false);
    }
}
