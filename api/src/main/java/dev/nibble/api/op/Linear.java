package dev.nibble.api.op;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** {@code y = x W^T}: x is [m, k], the quantized W is [n, k], y is [m, n]. A bias is added by the caller. */
public final class Linear implements Op {
    public static final String NAME = "linear";

    /** Rows of the weight that one thread takes at a time in the reference. */
    private static final int ROWS = 16;

    /** So many products are done before another thread has woken up to help. */
    private static final long FEW_PRODUCTS = 1L << 18;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "y[m,n] = x[m,k] W[n,k]^T with quantized W";
    }

    @Override
    public Support supports(OpSpec spec) {
        return Support.yes().require("weight rank", 2, spec.weight().rank());
    }

    @Override
    public Optional<Operand> input(OpSpec spec) {
        return Optional.of(new Operand(ElementType.F32, Shape.of(spec.m(), spec.weight().cols())));
    }

    @Override
    public Shape output(OpSpec spec) {
        return Shape.of(spec.m(), spec.weight().rows());
    }

    @Override
    public long accumulated(OpSpec spec) {
        return spec.weight().cols();
    }

    @Override
    public void reference(OpSpec spec, QuantizedTensor weight, Tensor input, double[] value, double[] magnitude) {
        double[][] x = DenseInput.rows(spec, input);
        double[][] sizes = DenseInput.magnitudes(x);
        int k = spec.weight().rowLength();
        int n = Math.toIntExact(spec.weight().rows());
        IntStream blocks = IntStream.range(0, Math.ceilDiv(n, ROWS));
        // Each output element is computed by one thread in one order: the result does not depend on their number.
        (spec.m() * n * k < FEW_PRODUCTS ? blocks : blocks.parallel()).forEach(block -> {
            float[] w = new float[k];
            for (int row = block * ROWS; row < Math.min(n, (block + 1) * ROWS); row++) {
                weight.format().decodeRow(weight, row, w);
                for (int m = 0; m < x.length; m++) {
                    value[m * n + row] = DenseInput.dot(w, x[m]);
                }
                weight.format().decodeTermsRow(weight, row, w);
                for (int m = 0; m < x.length; m++) {
                    magnitude[m * n + row] = DenseInput.dot(w, sizes[m]);
                }
            }
        });
    }

    @Override
    public Cost cost(OpSpec spec) {
        long n = spec.weight().rows();
        long k = spec.weight().cols();
        return new Cost(spec.format().bytes(spec.weight()) + 4 * spec.m() * k, 4 * spec.m() * n, 2 * spec.m() * n * k);
    }

    @Override
    public List<OpSpec> cases(Format format, Activation activation) {
        return TestShapes.of(NAME, format, activation, List.of(1L, 2L, 5L, 16L, 17L));
    }

    @Override
    public Optional<Tensor> testInput(OpSpec spec, Fill fill, RandomGenerator random) {
        return Optional.of(DenseInput.test(spec.m(), spec.weight().cols(), fill, random));
    }
}
