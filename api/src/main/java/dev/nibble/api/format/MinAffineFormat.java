package dev.nibble.api.format;

import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Unsigned codes on an even grid that begins at a stored value: {@code weight = code * scale + min}. ggml's Q4_1 and Q5_1 are
 * {@code affine-min:bits=4|5,group=32,axis=1,params=f16}, and quanto's shift and TinyGemm's zeros are such a minimum. It
 * differs from {@link AffineFormat} in what 16 bits do to a group far from zero: its minimum keeps 11 bits, where a zero in
 * units of the scale can be beyond half precision.
 *
 * <p>Components: {@code codes} in the logical shape, {@code scale} and {@code min} in the shape of
 * {@link Grouping#parameterShape}, F32 or F16.
 *
 * <p>Decoded it is {@code (code - zero) * scale} in float32 with {@code zero = -min / scale}, as kernels compute it: within
 * rounding of {@code min} the same number. Where the scale is zero, or so small beside the minimum that codes cannot matter,
 * the weight is the minimum, up to subnormal numbers.
 *
 * <p>The standard rule, in float32 with ties to even: {@code scale = (max - min) / (2^bits - 1)} (1 for groups of one value),
 * both parameters rounded to their type and then {@code code = rint((w - min) / scale)}, clamped. A scale that would round to
 * zero becomes the smallest positive one, a parameter beyond its type the largest finite one.
 *
 * @param bits of a code, 1 to 8
 * @param grouping which weights share scale and minimum
 * @param parameterType of scale and minimum, F32 or F16
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-quants.c">ggml, quants of type 1</a>
 */
public record MinAffineFormat(int bits, Grouping grouping, ElementType parameterType) implements CodedFormat {
    private static final String FAMILY = "affine-min";

    /** @throws IllegalArgumentException if bits or the parameter type are not possible */
    public MinAffineFormat {
        ElementType.unsigned(bits);
        GroupingText.requireParameterType(parameterType);
    }

    @Override
    public String text() {
        FormatText text = GroupingText.print(FormatText.of(FAMILY).with("bits", bits), grouping);
        return GroupingText.print(text, parameterType).toString();
    }

    @Override
    public List<Component> components() {
        return List.of(Component.perElement("codes", ElementType.unsigned(bits)),
                grouping.component("scale", parameterType), grouping.component("min", parameterType));
    }

    @Override
    public Support supports(Shape logical) {
        return grouping.supports(logical);
    }

    @Override
    public float[] levels() {
        float[] levels = new float[1 << bits];
        for (int code = 0; code < levels.length; code++) {
            levels[code] = code;
        }
        return levels;
    }

    @Override
    public boolean hasZero() {
        return true;
    }

    @Override
    public RowParameters parameters(QuantizedTensor tensor, long row) {
        float[] scales = GroupDecoder.parameters(tensor, grouping, row, "scale");
        float[] zeros = GroupDecoder.parameters(tensor, grouping, row, "min");
        for (int g = 0; g < scales.length; g++) {
            float scale = scales[g];
            scales[g] = MinAffineCodec.effectiveScale(scale, zeros[g]);
            zeros[g] = MinAffineCodec.zero(scale, zeros[g]);
        }
        return new RowParameters(scales, zeros);
    }

    /** {@inheritDoc} Its parameters are the scale and the minimum. */
    @Override
    public GroupCodec codec(Tensor weights) {
        return new MinAffineCodec(bits, parameterType);
    }

    @Override
    public QuantizedTensor encode(Tensor weights, RangeRule rule) {
        return encode(weights, rule, codec(weights));
    }

    /**
     * Quantizes with parameters and codes of the caller's, see {@link AffineFormat#encode(Tensor, RangeRule, GroupCodec)}.
     *
     * @param codec gives scale and minimum
     * @throws IllegalArgumentException as {@link #encode(Tensor)}
     */
    public QuantizedTensor encode(Tensor weights, RangeRule rule, GroupCodec codec) {
        QuantizedTensor.Builder builder = QuantizedTensor.builder(this, weights.shape());
        GroupEncoder.encode(weights, grouping, codec, rule, builder.component("codes"), (row, parameters) -> {
            builder.component("scale").writeRow(row, ScaleRounding.round(parameterType, parameters[0]));
            builder.component("min").writeRow(row, ScaleRounding.round(parameterType, parameters[1]));
        });
        return builder.build();
    }

    @Override
    public String toString() {
        return text();
    }

    /** Reads {@code affine-min:bits=4,group=32[,axis=1|0][,params=f32|f16]}. */
    public static final class Provider implements FormatProvider {
        @Override
        public String name() {
            return FAMILY;
        }

        @Override
        public String description() {
            return "1 to 8 bits, weight = code * scale + min, as ggml's Q4_1 and Q5_1; keys bits, group and axis or per, params";
        }

        @Override
        public Format parse(FormatText text) {
            boolean hasBits = text.has("bits");
            int bits = (int) text.integer("bits", 4, 1, 8);
            Optional<Grouping> grouping = GroupingText.parse(text);
            ElementType parameterType = GroupingText.parameterType(text);
            text.done();
            return new MinAffineFormat(bits, GroupingText.require(text, hasBits, grouping), parameterType);
        }
    }
}
