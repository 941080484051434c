package dev.nibble.api.quantizer;

import dev.nibble.api.op.Activation;
import java.util.List;
import java.util.Objects;

/**
 * What an {@link ActivationQuantizer} chose.
 *
 * @param activation of the layer's input, after its transform
 * @param notes what a user should know of this layer, one line each
 */
public record ActivationChoice(Activation activation, List<String> notes) {
    public ActivationChoice {
        Objects.requireNonNull(activation, "activation");
        notes = List.copyOf(notes);
    }

    /** A choice of which there is nothing to say. */
    public static ActivationChoice of(Activation activation) {
        return new ActivationChoice(activation, List.of());
    }
}
