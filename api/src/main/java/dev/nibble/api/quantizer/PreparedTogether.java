package dev.nibble.api.quantizer;

import dev.nibble.api.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link JointPreparation} made of layers that share an input.
 *
 * @param transform what their input needs, if anything; one for all layers
 * @param weights the weights to go on with by layer, each of the shape that was given, float32
 * @param changesFunction whether layers are meant to compute something else now; if not, the host checks each of them
 * @param lossTrace the stage's own objective by step, over all layers; may be empty
 * @param notes what a user should know, one line each; said of every layer
 */
public record PreparedTogether(Optional<Transform> transform, List<Tensor> weights, boolean changesFunction,
        List<Double> lossTrace, List<String> notes) {
    public PreparedTogether {
        weights = List.copyOf(weights);
        lossTrace = List.copyOf(lossTrace);
        notes = List.copyOf(notes);
    }

    /**
     * The weights of each layer divided by column by the factors that their input will be multiplied by.
     *
     * @param factors K finite values, none of them zero
     * @throws IllegalArgumentException as {@link Prepared#scaled}
     */
    public static PreparedTogether scaled(List<QuantizeRequest> requests, float[] factors) {
        return new PreparedTogether(Optional.of(Transform.InputScale.of(factors)),
                requests.stream().map(request -> Prepared.scaled(request.weights(), factors).weights()).toList(), false,
                List.of(), List.of());
    }

    /** What it means for one layer. */
    public Prepared layer(int index) {
        return new Prepared(weights.get(index), transform, changesFunction, lossTrace, notes);
    }
}
