package dev.nibble.api.quantizer;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.Support;
import java.util.List;
import java.util.Set;

/**
 * An algorithm that chooses codes and parameters for a tensor. Stateless; many threads may use one instance, each for
 * another tensor.
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
public interface Quantizer extends Plugin {
    /** The options it takes. */
    default List<Option> options() {
        return List.of();
    }

    /** What it must know of a layer's inputs; without it the host refuses the request. */
    default Set<Need> needs() {
        return Set.of();
    }

    /** Whether it can make that format, and if not, why. */
    Support supports(Format format);

    /**
     * Quantizes one tensor. The same request gives the same bytes.
     *
     * @throws IllegalArgumentException if the weights cannot be quantized; the message says why and what to do
     */
    QuantizeResult quantize(QuantizeRequest request);
}
