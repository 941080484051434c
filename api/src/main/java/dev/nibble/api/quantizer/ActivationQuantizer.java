package dev.nibble.api.quantizer;

/**
 * The last stage of a pipeline: chooses how the layer's input is quantized when the layer runs. It sees what the layer will be
 * given, transforms of earlier stages included, and it decides the activation alone: the weights are finished.
 *
 * <pre>{@code
 * // static, symmetric, by the largest magnitude that a calibration saw in any channel
 * public Set<Need> needs() { return Set.of(Need.MOMENTS); }
 * public ActivationChoice choose(QuantizeRequest request) {
 *     ActivationStats stats = request.activations().orElseThrow();
 *     return ActivationChoice.of(Int8Static.symmetric(Math.max(stats.largest(), -stats.smallest())));
 * }
 * }</pre>
 *
 * <p>The host reports what the choice changes in the layer's output, on a dozen of the sampled rows where there is a
 * calibration that the pipeline asked for; that it changes something is its purpose.
 */
public non-sealed interface ActivationQuantizer extends Stage {
    /**
     * Chooses for one layer. The same request gives the same choice.
     *
     * @throws IllegalArgumentException if the activations cannot be used; the message says why and what to do
     */
    ActivationChoice choose(QuantizeRequest request);
}
