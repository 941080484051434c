package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Int8Activation;
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

    /** The parameters of a panel's rows are arrays, too. */
    private static final int MOST_GROUPS = 1 << 18;

    Support supports(KernelRequest request) {
        Support support = Requirements.matrix(request, Linear.NAME);
        if (!(request.spec().format() instanceof CodedFormat format)) {
            return support.require("format", "one of looked-up codes", request.spec().format().text(), false);
        }
        Grouping grouping = format.grouping();
        Levels found = Levels.of(format);
        return support
                .require("bits", fewest + " to " + most, Integer.toString(format.bits()),
                        format.bits() >= fewest && format.bits() <= most)
                .require("levels", levels, found.inWords(), accepts.test(found))
                .require("grouping", "along axis 1, per row or per tensor", inWords(grouping),
                        grouping.kind() != Grouping.Kind.ACROSS_ROWS)
                .require("packed row", "at most " + LONGEST + " columns, padding included, in at most " + MOST_GROUPS + " groups",
                        request.spec().weight().toString(), fits(request.spec().weight(), format));
    }

    private static String inWords(Grouping grouping) {
        return switch (grouping.kind()) {
            case TENSOR -> "per tensor";
            case ROW -> "per row";
            case ALONG_ROWS -> "groups of " + grouping.size() + " along axis 1";
            case ACROSS_ROWS -> "groups of " + grouping.size() + " along axis 0";
        };
    }

    private static boolean fits(Shape weight, CodedFormat format) {
        if (weight.cols() < 1 || weight.cols() > LONGEST) {
            return true; // refused for its length already
        }
        Blocking blocking = blocking(weight, format);
        return blocking.packedColumns() <= LONGEST && blocking.groups() <= MOST_GROUPS;
    }

    private static Blocking blocking(Shape weight, CodedFormat format) {
        return Blocking.of(weight.rowLength(), format.grouping(), PanelLayout.step(PanelLayout.container(format.bits())));
    }

    PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        CodedFormat format = (CodedFormat) weight.format();
        if (request.spec().activation() instanceof Int8Activation) {
            PanelWriter.requireRangeForInt8(weight);
        }
        int bits = PanelLayout.container(format.bits());
        Blocking blocking = blocking(weight.shape(), format);
        PanelLayout layout = new PanelLayout(blocking, bits, PanelWriter.kind(format), TileProduct.rows());
        Panels panels = CodedPanels.of(layout, Levels.of(format), request.spec().activation());
        return PanelLinear.prepare(request, device, panels, new PanelWriter(weight, layout)::write);
    }
}
