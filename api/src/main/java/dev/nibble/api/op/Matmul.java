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

/** {@code y = x W}: x is [m, k], the quantized W is [k, n], y is [m, n]. */
public final class Matmul implements Op {
    public static final String NAME = "matmul";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "y[m,n] = x[m,k] W[k,n] with quantized W";
    }

    @Override
    public Support supports(OpSpec spec) {
        return Support.yes()
                .require("weight rank", 2, spec.weight().rank())
                .require("activation", Activation.F32, spec.activation());
    }

    @Override
    public Optional<Operand> input(OpSpec spec) {
        return Optional.of(new Operand(ElementType.F32, Shape.of(spec.m(), spec.weight().rows())));
    }

    @Override
    public Shape output(OpSpec spec) {
        return Shape.of(spec.m(), spec.weight().cols());
    }

    @Override
    public long accumulated(OpSpec spec) {
        return spec.weight().rows();
    }

    @Override
    public void reference(OpSpec spec, QuantizedTensor weight, Tensor input, double[] value, double[] magnitude) {
        double[][] x = DenseInput.rows(spec, input);
        int n = spec.weight().rowLength();
        float[] w = new float[n];
        float[] terms = new float[n];
        java.util.Arrays.fill(value, 0, x.length * n, 0);
        java.util.Arrays.fill(magnitude, 0, x.length * n, 0);
        for (int k = 0; k < spec.weight().rows(); k++) {
            weight.format().decodeRow(weight, k, w);
            weight.format().decodeTermsRow(weight, k, terms);
            for (int m = 0; m < x.length; m++) {
                for (int i = 0; i < n; i++) {
                    value[m * n + i] += w[i] * x[m][k];
                    magnitude[m * n + i] += terms[i] * Math.abs(x[m][k]);
                }
            }
        }
    }

    @Override
    public Cost cost(OpSpec spec) {
        long k = spec.weight().rows();
        long n = spec.weight().cols();
        return new Cost(spec.format().bytes(spec.weight()) + 4 * spec.m() * k, 4 * spec.m() * n, 2 * spec.m() * n * k);
    }

    @Override
    public List<OpSpec> cases(Format format, Activation activation) {
        return activation == Activation.F32
                ? TestShapes.of(NAME, format, activation, List.of(1L, 3L, 16L))
                : List.of();
    }

    @Override
    public Optional<Tensor> testInput(OpSpec spec, Fill fill, RandomGenerator random) {
        return Optional.of(DenseInput.test(spec.m(), spec.weight().rows(), fill, random));
    }
}
