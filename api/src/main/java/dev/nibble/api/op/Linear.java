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

/** {@code y = x W^T}: x is [m, k], the quantized W is [n, k], y is [m, n]. A bias is added by the caller. */
public final class Linear implements Op {
    public static final String NAME = "linear";

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
        float[] w = new float[k];
        float[] terms = new float[k];
        for (int row = 0; row < n; row++) {
            weight.format().decodeRow(weight, row, w);
            weight.format().decodeTermsRow(weight, row, terms);
            for (int m = 0; m < x.length; m++) {
                value[m * n + row] = DenseInput.dot(w, x[m]);
                magnitude[m * n + row] = DenseInput.dot(terms, sizes[m]);
            }
        }
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
