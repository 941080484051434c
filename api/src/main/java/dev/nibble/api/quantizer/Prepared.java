package dev.nibble.api.quantizer;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link Preparation} made.
 *
 * @param weights the weights to go on with, of the shape that was given; float32, for a narrower type would round them
 * @param transform what the layer's input needs, if anything
 * @param changesFunction whether the layer is meant to compute something else now; if not, the host checks that it does not
 * @param lossTrace the stage's own objective by step; may be empty
 * @param notes what a user should know of this tensor, one line each: what was chosen, what had to be left out and why
 */
public record Prepared(
        Tensor weights, Optional<Transform> transform, boolean changesFunction, List<Double> lossTrace, List<String> notes) {
    public Prepared {
        lossTrace = List.copyOf(lossTrace);
        notes = List.copyOf(notes);
    }

    /** The weights as they were: nothing to do. */
    public static Prepared unchanged(Tensor weights) {
        return new Prepared(weights, Optional.empty(), false, List.of(), List.of());
    }

    /** Other weights, for which the input stays as it is: the layer's function changes. */
    public static Prepared changed(Tensor weights) {
        return new Prepared(weights, Optional.empty(), true, List.of(), List.of());
    }

    /**
     * The weights divided by column by the factors that the input will be multiplied by: the layer's function stays.
     *
     * @param weights [N, K]
     * @param factors K finite values, none of them zero
     * @throws IllegalArgumentException if there are not K factors, or one is not finite or zero; the message names the channel
     */
    public static Prepared scaled(Tensor weights, float[] factors) {
        var scale = Transform.InputScale.of(factors);
        int cols = weights.shape().rowLength();
        if (factors.length != cols) {
            throw new IllegalArgumentException(factors.length + " factors cannot scale " + cols + " input channels");
        }
        Tensor divided = Tensor.allocate(ElementType.F32, weights.shape());
        float[] row = new float[cols];
        for (long r = 0; r < weights.shape().rows(); r++) {
            weights.readRow(r, row);
            for (int k = 0; k < cols; k++) {
                row[k] /= factors[k];
            }
            divided.writeRow(r, row);
        }
        return new Prepared(divided, Optional.of(scale), false, List.of(), List.of());
    }

    /** The same with a loss trace. */
    public Prepared withLossTrace(List<Double> trace) {
        return new Prepared(weights, transform, changesFunction, trace, notes);
    }

    /** The same with notes. */
    public Prepared withNotes(List<String> lines) {
        return new Prepared(weights, transform, changesFunction, lossTrace, lines);
    }
}
