package dev.nibble.models.encoder;

import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.TensorFileException;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.models.quantized.WeightSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Weights, and which of them were asked for: a model accounts for every tensor of its file. */
final class UsedWeights implements WeightSource {
    private final WeightSource weights;
    private final Set<String> used = new HashSet<>();

    UsedWeights(WeightSource weights) {
        this.weights = weights;
    }

    /** @throws TensorFileException if a tensor was not asked for and is not one of those that the model has no use for */
    void requireAll(Set<String> unused) {
        for (String name : weights.names()) {
            if (!used.contains(name) && !unused.contains(name)) {
                throw new TensorFileException("tensor '" + name + "' " + weights.tensor(name)
                        + " has no place in all-MiniLM-L6-v2: this is another model");
            }
        }
    }

    @Override
    public List<String> names() {
        return weights.names();
    }

    @Override
    public Optional<QuantizedWeight> quantized(String name) {
        used.add(name);
        return weights.quantized(name);
    }

    @Override
    public Tensor tensor(String name) {
        used.add(name);
        return weights.tensor(name);
    }
}
