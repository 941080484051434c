package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Linear;
import dev.nibble.api.plugin.Support;
import java.util.function.Predicate;

/**
 * What the linear kernels for looked-up codes share; they differ in the levels that they take.
 *
 * @param fewest bits of a code
 * @param most bits of a code
 * @param levels in words
 * @param accepts whether levels are of that kind
 */
record CodedLinear(int fewest, int most, String levels, Predicate<Levels> accepts) {
    Support supports(KernelRequest request) {
        Support support = Requirements.linear(request);
        if (!(request.spec().format() instanceof CodedFormat format)) {
            return support.require("format", "one of looked-up codes", request.spec().format().text(), false);
        }
        Grouping.Kind kind = format.grouping().kind();
        return support
                .require("bits", fewest + " to " + most, Integer.toString(format.bits()),
                        format.bits() >= fewest && format.bits() <= most)
                .require("levels", levels, format.text(), accepts.test(Levels.of(format)))
                .require("grouping", "along axis 1, per row or per tensor", format.text(), kind != Grouping.Kind.ACROSS_ROWS);
    }

    PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        CodedFormat format = (CodedFormat) weight.format();
        int bits = PanelLayout.container(format.bits());
        Blocking blocking = Blocking.of(weight.shape().rowLength(), format.grouping(), PanelLayout.step(bits));
        PanelLayout layout = new PanelLayout(blocking, bits, PanelWriter.kind(weight), VectorRows.count());
        Panels panels = CodedPanels.of(layout, Levels.of(format), request.spec().activation());
        return PanelLinear.prepare(request, device, panels, new PanelWriter(weight, layout)::write);
    }
}
