package dev.nibble.api.op;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Decodes the quantized W to float32 in its own shape. */
public final class Dequantize implements Op {
    public static final String NAME = "dequantize";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "y = W decoded to float32";
    }

    @Override
    public Support supports(OpSpec spec) {
        return Support.yes().require("m", 1L, spec.m()).require("activation", Activation.F32, spec.activation());
    }

    @Override
    public Optional<Operand> input(OpSpec spec) {
        return Optional.empty();
    }

    @Override
    public Shape output(OpSpec spec) {
        return spec.weight();
    }

    @Override
    public long accumulated(OpSpec spec) {
        return 1;
    }

    @Override
    public void reference(OpSpec spec, QuantizedTensor weight, Tensor input, double[] value, double[] magnitude) {
        int cols = spec.weight().rowLength();
        float[] row = new float[cols];
        for (int r = 0; r < spec.weight().rows(); r++) {
            weight.format().decodeRow(weight, r, row);
            for (int c = 0; c < cols; c++) {
                value[r * cols + c] = row[c];
            }
            weight.format().decodeTermsRow(weight, r, row);
            for (int c = 0; c < cols; c++) {
                magnitude[r * cols + c] = row[c];
            }
        }
    }

    @Override
    public Cost cost(OpSpec spec) {
        long elements = spec.weight().elements();
        return new Cost(spec.format().bytes(spec.weight()), 4 * elements, 2 * elements);
    }

    @Override
    public List<OpSpec> cases(Format format, Activation activation) {
        return activation == Activation.F32 ? TestShapes.of(NAME, format, activation, List.of(1L)) : List.of();
    }

    @Override
    public Optional<Tensor> testInput(OpSpec spec, Fill fill, RandomGenerator random) {
        return Optional.empty();
    }
}
