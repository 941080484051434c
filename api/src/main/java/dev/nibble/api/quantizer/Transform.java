package dev.nibble.api.quantizer;

import dev.nibble.api.tensor.Tensor;

/** What must be done to a layer's input so that the quantized weights give the layer's output. */
public sealed interface Transform {
    /**
     * Channel {@code k} of the input is multiplied by {@code factors[k]} before the layer; the weights were divided by
     * it before they were quantized.
     *
     * @param factors float32, [K], finite and not zero
     */
    record InputScale(Tensor factors) implements Transform {}
}
