package dev.nibble.models.encoder;

import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Linear;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.runtime.dispatch.Dispatcher;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A linear layer on kernels for three classes of row counts, which need different ones: one row, a few, many. */
final class DispatchedLinear implements LinearLayer {
    private final Dispatcher dispatcher;
    private final QuantizedWeight weight;
    private final OpSpec spec;
    private final float[] bias;
    private final float[] inputScale;
    private final int[] limits;
    private final PreparedKernel[] kernels;
    private final MemorySegment[] workspaces;
    private final Tensor input;
    private final Tensor output;

    DispatchedLinear(String name, Dispatcher dispatcher, int maxRows, QuantizedWeight weight, float[] bias) {
        Shape shape = weight.tensor().shape();
        if (bias.length != shape.rows()) {
            throw LinearFactory.biasDoesNotFit(name, bias, weight.tensor());
        }
        this.dispatcher = dispatcher;
        this.weight = weight;
        this.bias = bias;
        this.spec = new OpSpec(Linear.NAME, weight.tensor().format(), shape, maxRows, weight.activation());
        this.inputScale = weight.transform().map(QuantizedInputs::factors).orElse(null);
        this.limits = new int[] {1, Math.min(16, maxRows), maxRows};
        this.kernels = new PreparedKernel[limits.length];
        this.workspaces = new MemorySegment[limits.length];
        this.input = Tensor.allocate(ElementType.F32, Shape.of(maxRows, shape.cols()));
        this.output = Tensor.allocate(ElementType.F32, Shape.of(maxRows, shape.rows()));
    }

    @Override
    public int in() {
        return spec.weight().rowLength();
    }

    @Override
    public int out() {
        return bias.length;
    }

    @Override
    public void apply(int m, float[] x, float[] y) {
        int in = spec.weight().rowLength();
        int out = bias.length;
        MemorySegment.copy(x, 0, input.data(), Layouts.FLOAT, 0, m * in);
        if (inputScale != null) {
            scaleInput(m, in);
        }
        int kind = kind(m);
        kernels[kind].run(m, input.data(), output.data(), workspaces[kind]);
        MemorySegment.copy(output.data(), Layouts.FLOAT, 0, y, 0, m * out);
        for (int r = 0; r < m; r++) {
            for (int o = 0; o < out; o++) {
                y[r * out + o] += bias[o];
            }
        }
    }

    private void scaleInput(int m, int in) {
        float[] row = new float[in];
        for (int r = 0; r < m; r++) {
            input.readRow(r, row);
            for (int i = 0; i < in; i++) {
                row[i] *= inputScale[i];
            }
            input.writeRow(r, row);
        }
    }

    /** The smallest class that holds m rows, its kernel prepared. */
    private int kind(int m) {
        int kind = 0;
        while (limits[kind] < m) {
            kind++;
        }
        if (kernels[kind] == null) {
            kernels[kind] = dispatcher.prepare(spec.withM(limits[kind]), weight.tensor());
            workspaces[kind] = Arena.ofAuto().allocate(kernels[kind].workspaceBytes(), Tensor.ALIGNMENT);
        }
        return kind;
    }

    @Override
    public boolean concurrent() {
        return false;
    }

    @Override
    public void close() {
        for (int i = 0; i < kernels.length; i++) {
            if (kernels[i] != null) {
                kernels[i].close();
                kernels[i] = null;
            }
        }
    }
}
