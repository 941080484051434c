package dev.nibble.models.fold;

import dev.nibble.models.quantized.WeightSource;
import java.util.Map;

/** A model that can be run in float, always on the same real inputs, with other weights each time. */
@FunctionalInterface
public interface ObservedRun {
    /** What the model makes of its inputs with these weights. */
    Observed run(WeightSource weights);

    /**
     * What was seen.
     *
     * @param outputs the model's outputs
     * @param inputs what each linear layer took, by the name of its weight; rows of the layer's channels, one after the other
     */
    record Observed(float[] outputs, Map<String, float[]> inputs) {}
}
