package dev.nibble.algorithms.basic;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;

/**
 * Round-to-nearest: the format's own standard rule, {@link Format#encode}. Serves every format and is the baseline that
 * every other quantizer has to beat.
 */
public final class RoundToNearest implements Quantizer {
    @Override
    public String name() {
        return "rtn";
    }

    @Override
    public String description() {
        return "round to nearest: parameters from the range of the weights, then the nearest code; the format's own rule";
    }

    @Override
    public Support supports(Format format) {
        return Support.yes();
    }

    @Override
    public QuantizeResult quantize(QuantizeRequest request) {
        return QuantizeResult.of(request.format().encode(request.weights()));
    }
}
