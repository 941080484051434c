package dev.nibble.api.op;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** {@code y[i] = W[index[i]]}: m int32 indices, the quantized W is [rows, k], y is [m, k]. */
public final class Embedding implements Op {
    public static final String NAME = "embedding";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "y[m,k] = rows of W[n,k] by int32 index, with quantized W";
    }

    @Override
    public Support supports(OpSpec spec) {
        return Support.yes()
                .require("weight rank", 2, spec.weight().rank())
                .require("activation", Activation.F32, spec.activation());
    }

    @Override
    public Optional<Operand> input(OpSpec spec) {
        return Optional.of(new Operand(ElementType.I32, Shape.of(spec.m())));
    }

    @Override
    public Shape output(OpSpec spec) {
        return Shape.of(spec.m(), spec.weight().cols());
    }

    @Override
    public long accumulated(OpSpec spec) {
        return 1;
    }

    @Override
    public void reference(OpSpec spec, QuantizedTensor weight, Tensor input, double[] value, double[] magnitude) {
        int k = spec.weight().rowLength();
        float[] row = new float[k];
        float[] terms = new float[k];
        for (int i = 0; i < spec.m(); i++) {
            int index = input.data().get(Layouts.INT, 4L * i);
            weight.format().decodeRow(weight, index, row);
            weight.format().decodeTermsRow(weight, index, terms);
            for (int c = 0; c < k; c++) {
                value[i * k + c] = row[c];
                magnitude[i * k + c] = terms[c];
            }
        }
    }

    @Override
    public Cost cost(OpSpec spec) {
        long k = spec.weight().cols();
        long rowBytes = Math.ceilDiv(spec.format().bytes(spec.weight()), spec.weight().rows());
        return new Cost(spec.m() * (rowBytes + 4), 4 * spec.m() * k, 2 * spec.m() * k);
    }

    @Override
    public List<OpSpec> cases(Format format, Activation activation) {
        return activation == Activation.F32
                ? TestShapes.of(NAME, format, activation, List.of(1L, 7L))
                : List.of();
    }

    @Override
    public Optional<Tensor> testInput(OpSpec spec, Fill fill, RandomGenerator random) {
        Tensor indices = Tensor.allocate(ElementType.I32, Shape.of(spec.m()));
        for (long i = 0; i < spec.m(); i++) {
            // The last row is always asked for: readers that run over the end show there.
            long index = i == 0 ? spec.weight().rows() - 1 : random.nextLong(spec.weight().rows());
            indices.data().set(Layouts.INT, 4 * i, Math.toIntExact(index));
        }
        return Optional.of(indices);
    }
}
