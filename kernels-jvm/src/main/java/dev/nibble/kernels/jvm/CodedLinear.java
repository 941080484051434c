package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Linear;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Shape;
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
    /** Packed rows are arrays. */
    private static final int LONGEST = 1 << 24;

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
                .require("grouping", "along axis 1, per row or per tensor", format.text(), kind != Grouping.Kind.ACROSS_ROWS)
                .require("packed row", "at most " + LONGEST + " columns, groups padded to multiples of 8",
                        request.spec().weight().toString(), packedColumns(request.spec().weight(), format) <= LONGEST);
    }

    private static long packedColumns(Shape weight, CodedFormat format) {
        // Longer ones are refused for their length already.
        return weight.cols() < 1 || weight.cols() > LONGEST ? 0 : blocking(weight, format).packedColumns();
    }

    private static Blocking blocking(Shape weight, CodedFormat format) {
        return Blocking.of(weight.rowLength(), format.grouping(), PanelLayout.step(PanelLayout.container(format.bits())));
    }

    PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        CodedFormat format = (CodedFormat) weight.format();
        int bits = PanelLayout.container(format.bits());
        Blocking blocking = blocking(weight.shape(), format);
        PanelLayout layout = new PanelLayout(blocking, bits, PanelWriter.kind(weight), VectorRows.count());
        Panels panels = CodedPanels.of(layout, Levels.of(format), request.spec().activation());
        return PanelLinear.prepare(request, device, panels, new PanelWriter(weight, layout)::write);
    }
}
