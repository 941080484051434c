package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Embedding;
import dev.nibble.api.plugin.Support;

/**
 * {@code y[i] = W[index[i]]} with the Vector API, for every format that says its levels and for dense ones: exactly the
 * reference.
 */
public final class VectorEmbedding implements Kernel {
    @Override
    public String name() {
        return "jvm.embedding";
    }

    @Override
    public String description() {
        return "rows of W by index from packed codes, every coded or dense format, Vector API";
    }

    @Override
    public String op() {
        return Embedding.NAME;
    }

    @Override
    public Support supports(KernelRequest request) {
        return Requirements.matrix(request, Embedding.NAME)
                .require("activation", Activation.F32, request.spec().activation())
                .and(RowKernel.supports(request.spec().format()));
    }

    @Override
    public PreparedKernel prepare(KernelRequest request, Device device, QuantizedTensor weight) {
        return RowKernel.prepare(request, device, weight, true);
    }
}
