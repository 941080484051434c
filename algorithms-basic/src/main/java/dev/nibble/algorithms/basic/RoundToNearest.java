package dev.nibble.algorithms.basic;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.RangeRule;
import dev.nibble.api.format.ZeroKind;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import java.util.List;

/**
 * Round-to-nearest: the format's own standard rule, {@link Format#encode}. Serves every format and is the baseline that
 * every other quantizer has to beat. On grids without a zero of their own it offers two other scales, see
 * {@link SymmetricScale}.
 */
public final class RoundToNearest implements Quantizer {
    private static final String SYMMETRIC = "symmetric";
    private static final String RESTRICTED = "restricted";
    private static final String FULL = "full";
    private static final String NO_CLIP = "noclip";
    private static final List<Option> OPTIONS = List.of(Option.choice(SYMMETRIC,
            "scale of affine formats with zero=none: restricted is absmax / (2^(bits-1) - 1), the format's own, and leaves the"
            + " lowest code unused; full divides [-absmax, absmax] among all codes, as torchao's SYMMETRIC, and clips the"
            + " largest weight by half a step; noclip is the least scale that clips nothing, torchao's SYMMETRIC_NO_CLIPPING_ERR",
            RESTRICTED, FULL, NO_CLIP));

    @Override
    public String name() {
        return "rtn";
    }

    @Override
    public String description() {
        return "round to nearest: parameters from the range of the weights, then the nearest code; the format's own rule";
    }

    @Override
    public List<Option> options() {
        return OPTIONS;
    }

    @Override
    public Support supports(Format format) {
        return Support.yes();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a scale is asked for that the format does not have
     */
    @Override
    public QuantizeResult quantize(QuantizeRequest request) {
        String symmetric = request.settings().text(SYMMETRIC);
        if (symmetric.equals(RESTRICTED)) {
            return QuantizeResult.of(request.format().encode(request.weights()));
        }
        if (!(request.format() instanceof AffineFormat format) || format.zero() != ZeroKind.NONE) {
            throw new IllegalArgumentException("option symmetric=" + symmetric + " of rtn is for affine formats with zero=none,"
                    + " not for " + request.format().text() + ": leave it out, or quantize to one with zero=none");
        }
        if (format.bits() == 1) {
            return QuantizeResult.of(format.encode(request.weights())); // -0.5 and 0.5: nothing is unused, and nothing clipped
        }
        SymmetricScale codec = symmetric.equals(FULL) ? SymmetricScale.full(format) : SymmetricScale.noClip(format);
        return QuantizeResult.of(format.encode(request.weights(), RangeRule.MIN_MAX, codec));
    }
}
