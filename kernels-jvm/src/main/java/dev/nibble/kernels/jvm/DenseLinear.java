package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.DenseFormat;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Linear;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;

/** {@code y = x W^T} with float32 weights and the Vector API: what quantized kernels are compared with. */
public final class DenseLinear implements Kernel {
    @Override
    public String name() {
        return "jvm.linear.dense";
    }

    @Override
    public String description() {
        return "y = x W^T, float32 weights, float32 or int8 activations, Vector API: the baseline of the quantized"
                + " kernels";
    }

    @Override
    public String op() {
        return Linear.NAME;
    }

    @Override
    public Support supports(KernelRequest request) {
        return Requirements.matrix(request, Linear.NAME)
                .require("format", "dense:f32", request.spec().format().text(), isFloat32(request));
    }

    private static boolean isFloat32(KernelRequest request) {
        return request.spec().format() instanceof DenseFormat
                && request.spec().format().components().getFirst().type() == ElementType.F32;
    }

    @Override
    public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        DensePanels panels = DensePanels.of(weight.shape().rowLength());
        return PanelLinear.prepare(request, device, panels, packed -> panels.write(weight, packed));
    }
}
