package dev.nibble.models.encoder;

import dev.nibble.api.op.Activation;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.TensorFileException;
import dev.nibble.models.quantized.WeightSource;
import dev.nibble.runtime.dispatch.Dispatcher;

/** Makes the linear layers of a model. */
@FunctionalInterface
public interface LinearFactory {
    /**
     * Makes one layer.
     *
     * @param name path of the module, for example {@code encoder.layer.0.attention.self.query}; its weight and bias are
     *     {@code name.weight} and {@code name.bias}
     * @throws dev.nibble.models.file.TensorFileException if one of them is not there, or
     *     they do not fit each other
     */
    LinearLayer create(String name, WeightSource weights);

    /** Layers in float32 in plain Java; quantized weights are decoded first, and inputs become what their codes stand for. */
    static LinearFactory floats() {
        return (name, weights) -> weights.quantized(name + ".weight")
                .filter(weight -> weight.activation() != Activation.F32)
                .<LinearLayer>map(weight -> new QuantizedInputs(weight,
                        new FloatLinear(name, weight.tensor().decode(), bias(name, weights))))
                .orElseGet(() -> new FloatLinear(name, weights.tensor(name + ".weight"), bias(name, weights)));
    }

    /**
     * Quantized weights run on kernels that the dispatcher chooses, one for a single row, one for up to 16 and one for
     * more, each prepared when it is first needed; inputs are quantized as the weight says. Plain weights run in float32.
     *
     * @param maxRows the most rows that {@link LinearLayer#apply} will be given
     */
    static LinearFactory dispatched(Dispatcher dispatcher, int maxRows) {
        return (name, weights) -> weights.quantized(name + ".weight")
                .<LinearLayer>map(weight -> new DispatchedLinear(name, dispatcher, maxRows, weight, bias(name, weights)))
                .orElseGet(() -> floats().create(name, weights));
    }

    private static float[] bias(String name, WeightSource weights) {
        return row(weights.tensor(name + ".bias"));
    }

    /** A vector's values. */
    static float[] row(Tensor vector) {
        float[] values = new float[vector.shape().rowLength()];
        vector.readRow(0, values);
        return values;
    }

    /** The error for a bias that does not have one value for each row of the weight. */
    static TensorFileException biasDoesNotFit(String name, float[] bias, Object weight) {
        return new TensorFileException(
                "the bias of '" + name + "' has " + bias.length + " values, which does not fit its weight " + weight);
    }
}
