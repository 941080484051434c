package dev.nibble.models.fold;

import dev.nibble.models.quantized.WeightSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
     * @param inputs what each linear layer took, by the name of its weight and in the order in which they were first run; rows
     *     of the layer's channels, one after the other
     */
    record Observed(float[] outputs, Map<String, float[]> inputs) {
        /** Layers that took the very same values, by the names of their weights and in the order of the inputs. */
        public List<List<String>> readers() {
            List<List<String>> groups = new ArrayList<>();
            inputs.forEach((name, input) -> groups.stream()
                    .filter(group -> Arrays.equals(inputs.get(group.getFirst()), input)).findFirst()
                    .orElseGet(() -> {
                        groups.add(new ArrayList<>());
                        return groups.getLast();
                    }).add(name));
            return groups;
        }
    }
}
