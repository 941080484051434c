package dev.nibble.kernels.tornado;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.program.Limits;
import dev.nibble.api.device.program.OfflineBinaries;
import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.described.DescribedKernel;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** What the kernels of this module ask for. */
final class Requirements {
    /** The runtimes of devices that run these methods, exported or compiled on the spot. */
    static final List<String> RUNTIMES = List.of(DescribedKernel.RUNTIME, TornadoDeviceProvider.RUNTIME);

    /** Indices in methods are ints, and go a little beyond the end before they stop. */
    private static final long MOST_ELEMENTS = Integer.MAX_VALUE - 1024;

    private Requirements() {}

    /** The operation, the runtime, and a weight whose codes can be looked up in groups along rows. */
    static Support coded(KernelRequest request, String op) {
        OpSpec spec = request.spec();
        Shape weight = spec.weight();
        Support support = Support.yes()
                .require("op", op, spec.op())
                .require("device runtime", String.join(" or ", RUNTIMES), request.device().runtime(),
                        RUNTIMES.contains(request.device().runtime()))
                .require("weight", "not empty", weight.toString(), weight.elements() > 0)
                .and(spec.format().supports(weight));
        if (!(spec.format() instanceof CodedFormat format)) {
            return support.require("format", "one of looked-up codes", spec.format().text(), false);
        }
        return support.require("grouping", "along axis 1, per row or per tensor", format.text(),
                format.grouping().kind() != Grouping.Kind.ACROSS_ROWS);
    }

    /** That the driver compiles the export of a method, or has a binary that an offline compiler made of it. */
    static Support program(KernelRequest request, DeviceMethod method) {
        DeviceInfo device = request.device();
        if (!device.properties().getOrDefault(DescribedKernel.COMPILER, "").equals("none")) {
            return Support.yes();
        }
        boolean made = OfflineBinaries.has(device, ExportedMethod.load(method).offline(method).entry().sha256());
        return Support.yes().require("program", "a compiler in the driver, or a binary that an offline compiler made of "
                + method.text() + " ('nibble export-kernels --target fpga')", made ? "a binary" : "neither", made);
    }

    /**
     * That arrays of the given packing can be indexed and the device can hold them.
     *
     * @param inputs elements of the dense operand as the method gets it
     * @param outputs elements of the output
     * @param workItems of a work group
     */
    static Support sizes(KernelRequest request, Packing packing, long inputs, long outputs, int workItems) {
        long largest = Math.max(Math.max(inputs, outputs), Math.max(packing.codeWords(), packing.parameters()));
        Support support = Support.yes().require("elements of the largest array", "at most " + MOST_ELEMENTS,
                Long.toString(largest), largest <= MOST_ELEMENTS);
        Optional<Limits> limits = Limits.of(request.device());
        return limits.isEmpty() ? support
                : support.and(limits.get().allow(workItems, (long) workItems * Float.BYTES,
                        Float.BYTES * largest + ExportedMethod.HEADER));
    }
}
