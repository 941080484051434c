package dev.nibble.models.calibrate;

import dev.nibble.models.file.TensorFile;
import java.util.Optional;

/** Which tensor of a model a layer's name stands for: {@code NAME.weight}, or a tensor of that very name. */
final class LayerWeights {
    private static final String WEIGHT = ".weight";

    private LayerWeights() {}

    static Optional<String> find(TensorFile model, String layer) {
        if (model.names().contains(layer + WEIGHT)) {
            return Optional.of(layer + WEIGHT);
        }
        return model.names().contains(layer) ? Optional.of(layer) : Optional.empty();
    }

    /** The layer whose weight that is. */
    static String layer(String weight) {
        return weight.endsWith(WEIGHT) ? weight.substring(0, weight.length() - WEIGHT.length()) : weight;
    }

    /** @throws IllegalArgumentException if the model has no such layer */
    static String require(TensorFile model, String layer) {
        return find(model, layer).orElseThrow(() -> new IllegalArgumentException("there is no layer '" + layer + "' in "
                + model.path() + ": it has neither a tensor " + layer + WEIGHT + " nor one of that name"));
    }
}
