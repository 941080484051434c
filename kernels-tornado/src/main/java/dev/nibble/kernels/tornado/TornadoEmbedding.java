package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Embedding;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.MemorySegment;

/** {@code y[i] = W[index[i]]}, one work item an index and group. */
public final class TornadoEmbedding implements Kernel {
    @Override
    public String name() {
        return "tornado.embedding";
    }

    @Override
    public String description() {
        return "rows of W by index, codes of 1 to 8 bits looked up, in groups along rows, from TornadoVM";
    }

    @Override
    public String op() {
        return Embedding.NAME;
    }

    @Override
    public Support supports(KernelRequest request) {
        OpSpec spec = request.spec();
        Support support = Requirements.coded(request, Embedding.NAME)
                .require("weight rank", 2, spec.weight().rank())
                .require("activation", Activation.F32, spec.activation())
                .require("m", "at most " + Integer.MAX_VALUE, Long.toString(spec.m()), spec.m() <= Integer.MAX_VALUE);
        return support.supported()
                ? support.and(Requirements.sizes(request, Decoded.packing(spec), spec.m(), spec.m() * spec.weight().cols(), 1))
                        .and(Requirements.program(request, DeviceMethod.EMBEDDING))
                : support;
    }

    @Override
    public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        OpSpec spec = request.spec();
        return Decoded.prepare(DeviceMethod.EMBEDDING, spec, device, weight, spec.m() * spec.weight().cols(), binding -> {
            int indices = binding.index("indices");
            binding.room("indices", spec.m() * Integer.BYTES);
            long rows = binding.packing().rows();
            return (m, input, bound) -> {
                requireRows(m, input, rows);
                bound.write(indices, input, m * Integer.BYTES);
            };
        });
    }

    /** A device would read whatever lies there. */
    private static void requireRows(long m, MemorySegment input, long rows) {
        for (long i = 0; i < m; i++) {
            int index = input.get(Layouts.INT, i * Integer.BYTES);
            if (index < 0 || index >= rows) {
                throw new IndexOutOfBoundsException(
                        "index " + i + " of the input is " + index + ", but W has " + rows + " rows");
            }
        }
    }
}
