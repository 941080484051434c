package dev.nibble.api.quantizer;

/**
 * An algorithm that chooses codes and parameters for a tensor: the middle {@link Stage stage} of a pipeline, or all of it.
 * Stateless; many threads may use one instance, each for another tensor.
 *
 * <pre>{@code
 * public final class ThreeSigma implements Quantizer {
 *     public String name() { return "three-sigma"; }
 *     public String description() { return "clips every group at three standard deviations"; }
 *     public Support supports(Format format) {
 *         return Support.yes().require("format", "grouped", format.text(), format instanceof GroupedFormat);
 *     }
 *     public QuantizeResult quantize(QuantizeRequest request) {
 *         var format = (GroupedFormat) request.format();
 *         return QuantizeResult.of(format.encode(request.weights(), (codec, w, n, range) -> {
 *             double sum = 0;
 *             for (int i = 0; i < n; i++) sum += w[i] * w[i];
 *             range[1] = (float) (3 * Math.sqrt(sum / n));
 *             range[0] = -range[1];
 *         }));
 *     }
 * }
 * }</pre>
 */
public non-sealed interface Quantizer extends Stage {
    /**
     * Quantizes one tensor. The same request gives the same bytes.
     *
     * @throws IllegalArgumentException if the weights cannot be quantized; the message says why and what to do
     */
    QuantizeResult quantize(QuantizeRequest request);
}
