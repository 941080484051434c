package dev.nibble.api.quantizer;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Settings;

/**
 * A stage after the quantizer: chooses codes anew for a tensor that is quantized already, such as GPTQ on the parameters
 * that HQQ or a range search found. The first refiner of a pipeline without a quantizer starts from the format's
 * {@link dev.nibble.api.format.Format#encode standard encode}.
 */
public non-sealed interface Refiner extends Stage {
    /**
     * Whether it chooses the parameters of groups anew too. If not, the host checks that every component but
     * {@code codes} keeps its bytes.
     */
    default boolean changesParameters(Settings settings) {
        return false;
    }

    /**
     * Refines one tensor. The same request gives the same bytes.
     *
     * @param request the weights that were quantized, with the activations that the layer's input will have: transforms of
     *     the preparations included
     * @param start what the stage before made of them; of the request's format, must not be written to
     * @return the refined tensor, without a transform
     * @throws IllegalArgumentException if weights or activations cannot be used; the message says why and what to do
     */
    QuantizeResult refine(QuantizeRequest request, QuantizedTensor start);
}
