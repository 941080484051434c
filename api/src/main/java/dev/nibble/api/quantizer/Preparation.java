package dev.nibble.api.quantizer;

/**
 * A stage before the quantizer: makes weights that quantize better, and says what the layer's input needs in return.
 *
 * <p>With {@link Prepared#transform} the layer must compute what it did: the host checks in float64, on rows of random
 * numbers and on sampled rows of the calibration, that the transformed input times the prepared weights is the input times
 * the weights, up to the rounding of float32, and refuses a stage that breaks it with the difference measured. A stage
 * that is meant to change the weights, such as clipping, says so ({@link Prepared#changesFunction}), and the change is
 * reported instead. A stage that finds one transform for all layers which share an input is a {@link JointPreparation}.
 *
 * <pre>{@code
 * // SmoothQuant: scales every input channel by sqrt(max |x| / max |w|)
 * public Prepared prepare(QuantizeRequest request) {
 *     float[] factors = ...;                       // by which the input is multiplied
 *     return Prepared.scaled(request.weights(), factors);
 * }
 * }</pre>
 */
public non-sealed interface Preparation extends Stage {
    /**
     * Prepares one tensor. The request's activations are those that this stage's input will have, transforms of earlier
     * stages included. The same request gives the same bytes.
     *
     * @throws IllegalArgumentException if the weights or activations cannot be used; the message says why and what to do
     */
    Prepared prepare(QuantizeRequest request);
}
