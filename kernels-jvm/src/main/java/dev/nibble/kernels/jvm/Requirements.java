package dev.nibble.kernels.jvm;

import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Shape;

/** What the kernels of this module ask for. */
final class Requirements {
    /** What can be an array's length in floats, as scratch of a few rows is. */
    private static final long LONGEST_ROW = 1L << 24;

    private Requirements() {}

    /** The operation, the runtime and the threads. */
    static Support common(KernelRequest request, String op) {
        OpSpec spec = request.spec();
        Shape weight = spec.weight();
        return Support.yes()
                .require("op", op, spec.op())
                .require("device runtime", JvmDeviceProvider.RUNTIME, request.device().runtime())
                .require("threads", "at most " + WorkerPool.MAX_PARTS, Integer.toString(request.threads()),
                        request.threads() <= WorkerPool.MAX_PARTS)
                .require("weight", "not empty, rows of at most " + LONGEST_ROW, weight.toString(),
                        weight.elements() > 0 && weight.cols() <= LONGEST_ROW)
                .require("m", "at most " + Integer.MAX_VALUE, Long.toString(spec.m()), spec.m() <= Integer.MAX_VALUE)
                .and(spec.format().supports(weight));
    }

    /** The same, for a weight matrix. */
    static Support matrix(KernelRequest request, String op) {
        return common(request, op).require("weight rank", 2, request.spec().weight().rank());
    }
}
