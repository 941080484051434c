package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Linear;
import dev.nibble.api.plugin.Support;

/**
 * What the linear kernels for affine codes share.
 *
 * @param bits of a code, 4 or 8
 */
record AffineLinear(int bits) {
    Support supports(KernelRequest request) {
        Support support = Requirements.linear(request, Linear.NAME);
        if (!(request.spec().format() instanceof AffineFormat format)) {
            return support.require("format", "affine, " + bits + " bits", request.spec().format().text(), false);
        }
        Grouping.Kind kind = format.grouping().kind();
        return support
                .require("bits", bits, format.bits())
                .require("grouping", "along axis 1, per row or per tensor", format.text(), kind != Grouping.Kind.ACROSS_ROWS);
    }

    PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        AffineFormat format = (AffineFormat) weight.format();
        Blocking blocking = Blocking.of(weight.shape().rowLength(), format.grouping());
        PlantedTiles code = new PlantedTiles(bits, blocking);
        return BlockedLinear.prepare(request, device, code, blocking,
                new AffinePanels(weight, blocking, code.lanes())::write);
    }
}
