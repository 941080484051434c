package dev.nibble.api.quantizer;

import dev.nibble.api.plugin.Settings;
import java.util.List;

/**
 * A preparation that can treat layers which take the very same input as one: it finds one transform for all of them, such as
 * AWQ's scale of the query, key and value projections of an attention. Only a transform that all readers of an input share
 * can be folded into what makes that input.
 *
 * <p>A stage that looks at one layer at a time implements {@link Preparation} and knows nothing of groups; this interface is
 * for those that gain by them. Which layers share an input is found by the host in the calibration, see
 * {@link ActivationStats#sameInput}. A single layer is a group of one, so there is one method to write:
 *
 * <pre>{@code
 * public PreparedTogether prepareTogether(List<QuantizeRequest> requests) {
 *     float[] factors = ...;                       // one for each input channel, for all layers
 *     return PreparedTogether.scaled(requests, factors);
 * }
 * }</pre>
 */
public interface JointPreparation extends Preparation {
    /**
     * Whether these settings ask for groups. If not, each layer is prepared alone.
     *
     * @param settings the stage's own
     */
    default boolean joins(Settings settings) {
        return true;
    }

    /**
     * Prepares layers that share an input. The same requests give the same bytes.
     *
     * @param requests at least one; all with the same format, settings, seed and statistics, and K input channels each
     * @return one transform, and weights for each request in order. Each layer is held to the same word as one that is
     *     prepared alone
     * @throws IllegalArgumentException if the weights or activations cannot be used; the message names the tensor, says why
     *     and what to do
     */
    PreparedTogether prepareTogether(List<QuantizeRequest> requests);

    @Override
    default Prepared prepare(QuantizeRequest request) {
        return prepareTogether(List.of(request)).layer(0);
    }
}
