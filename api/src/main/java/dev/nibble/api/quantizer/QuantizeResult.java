package dev.nibble.api.quantizer;

import dev.nibble.api.format.QuantizedTensor;
import java.util.List;
import java.util.Optional;

/**
 * What a quantizer made.
 *
 * @param tensor the quantized weights; the host adds the provenance
 * @param lossTrace the quantizer's own objective after each step, best-so-far or not as the algorithm has it; may be
 *     empty
 * @param transform what the layer's input needs, if anything
 */
public record QuantizeResult(QuantizedTensor tensor, List<Double> lossTrace, Optional<Transform> transform) {
    public QuantizeResult {
        lossTrace = List.copyOf(lossTrace);
    }

    /** A result without trace or transform. */
    public static QuantizeResult of(QuantizedTensor tensor) {
        return of(tensor, List.of());
    }

    /** A result without transform. */
    public static QuantizeResult of(QuantizedTensor tensor, List<Double> lossTrace) {
        return new QuantizeResult(tensor, lossTrace, Optional.empty());
    }
}
