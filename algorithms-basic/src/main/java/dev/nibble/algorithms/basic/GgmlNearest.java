package dev.nibble.algorithms.basic;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.MinAffineFormat;
import dev.nibble.api.format.RangeRule;
import dev.nibble.api.format.ZeroKind;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.ElementType;

/**
 * Rounds as ggml's reference quantizers do, code for code, to blocks of 32 weights with float16 parameters:
 *
 * <pre>
 *   Q4_0, Q5_0   affine:bits=4|5,group=32,zero=none,params=f16
 *   Q8_0         affine:bits=8,group=32,zero=none,params=f16
 *   Q4_1, Q5_1   affine-min:bits=4|5,group=32,params=f16
 * </pre>
 *
 * What is stored means the same as there; the bytes lie in components of Nibble, not in ggml's blocks. See {@link GgmlBlock}
 * for the rules. They are ggml's, oddities included: codes are chosen before the scale is rounded to float16, and a block whose
 * scale is too small for that is lost. A scale beyond float16 is the largest finite one here, and infinite there.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-quants.c">ggml, quantize_row_*_ref</a>
 */
public final class GgmlNearest implements Quantizer {
    private static final Grouping BLOCKS = Grouping.of(32, 1);

    @Override
    public String name() {
        return "ggml";
    }

    @Override
    public String description() {
        return "round to nearest as ggml does for Q4_0, Q5_0, Q8_0 (affine with zero=none) and Q4_1, Q5_1 (affine-min)";
    }

    @Override
    public Support supports(Format format) {
        String met = "affine:bits=4|5|8,group=32,zero=none,params=f16 or affine-min:bits=4|5,group=32,params=f16";
        boolean known = switch (format) {
            case AffineFormat it -> (it.bits() == 4 || it.bits() == 5 || it.bits() == 8) && it.zero() == ZeroKind.NONE
                    && it.grouping().equals(BLOCKS) && it.parameterType() == ElementType.F16;
            case MinAffineFormat it -> (it.bits() == 4 || it.bits() == 5) && it.grouping().equals(BLOCKS)
                    && it.parameterType() == ElementType.F16;
            default -> false;
        };
        return Support.yes().require("format", met, format.text(), known);
    }

    @Override
    public QuantizeResult quantize(QuantizeRequest request) {
        return QuantizeResult.of(switch (request.format()) {
            case MinAffineFormat format ->
                format.encode(request.weights(), RangeRule.MIN_MAX, GgmlBlock.fromMinimum(format.bits()));
            case AffineFormat format when format.bits() == 8 ->
                format.encode(request.weights(), RangeRule.MIN_MAX, GgmlBlock.ofEightBits());
            case AffineFormat format ->
                format.encode(request.weights(), GgmlBlock::towardsTheFarthest, GgmlBlock.signed(format.bits()));
            default -> throw new IllegalArgumentException(supports(request.format()).toString());
        });
    }
}
