package dev.nibble.models.fold;

import dev.nibble.api.quantizer.Prepared;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.models.quantized.WeightSource;
import java.util.List;
import java.util.Optional;

/**
 * A try at folding: the input scale f of some layers is multiplied into the parameters that make their input, so that
 * nothing is left to do at run time. Vectors (a norm's weight and bias, a linear's bias) are multiplied by channel, matrices
 * [out, in] by row; the consumers' weights are divided by column. Whether the model still computes the same is what
 * {@link FoldCheck} finds out.
 *
 * @param producers names of the tensors that are multiplied
 * @param consumers names of the weights that are divided; all layers that see the changed input should be among them
 * @param scale the factors f by channel
 */
public record Fold(List<String> producers, List<String> consumers, Transform.InputScale scale) {
    public Fold {
        producers = List.copyOf(producers);
        consumers = List.copyOf(consumers);
        if (producers.isEmpty() || consumers.isEmpty()) {
            throw new IllegalArgumentException("folding takes at least one tensor that makes the input and one that takes it");
        }
    }

    /**
     * The float weights after folding; all others are as they were.
     *
     * @throws IllegalArgumentException if a tensor does not have one row, element or column for each factor; the message
     *     names it
     */
    public WeightSource applyTo(WeightSource weights) {
        return new WeightSource() {
            @Override
            public List<String> names() {
                return weights.names();
            }

            @Override
            public Optional<QuantizedWeight> quantized(String name) {
                return producers.contains(name) || consumers.contains(name) ? Optional.empty() : weights.quantized(name);
            }

            @Override
            public Tensor tensor(String name) {
                Tensor tensor = weights.tensor(name);
                Tensor multiplied = producers.contains(name) ? multiplied(name, tensor) : tensor;
                return consumers.contains(name) ? divided(name, multiplied) : multiplied;
            }
        };
    }

    private Tensor multiplied(String name, Tensor tensor) {
        float[] f = scale.values();
        boolean vector = tensor.shape().rank() == 1;
        requireFits(name, tensor, vector ? tensor.shape().cols() : tensor.shape().rows());
        Tensor made = Tensor.allocate(ElementType.F32, tensor.shape());
        float[] row = new float[tensor.shape().rowLength()];
        for (int r = 0; r < tensor.shape().rows(); r++) {
            tensor.readRow(r, row);
            for (int c = 0; c < row.length; c++) {
                row[c] *= f[vector ? c : r];
            }
            made.writeRow(r, row);
        }
        return made;
    }

    private Tensor divided(String name, Tensor tensor) {
        requireFits(name, tensor, tensor.shape().cols());
        return Prepared.scaled(tensor, scale.values()).weights();
    }

    private void requireFits(String name, Tensor tensor, long channels) {
        if (channels != scale.channels()) {
            throw new IllegalArgumentException("tensor '" + name + "' " + tensor + " has " + channels
                    + " channels on that side, and the input scale " + scale.channels());
        }
    }
}
