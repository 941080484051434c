package dev.nibble.api.format;

import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Unsigned codes on an even grid: {@code weight = (code - zero) * scale}, in float32 in that order.
 *
 * <p>Components: {@code codes} in the logical shape, {@code scale}, and {@code zero} unless it is implied; the latter two
 * in the shape of {@link Grouping#parameterShape}. Text: {@code affine:bits=4,group=64,axis=1,zero=float}, with
 * {@code per=row} or {@code per=tensor} in place of the group, and {@code params=f16} for scales (and float zeros) in
 * half precision.
 *
 * <p>The standard rule, in float32 with ties to even, for a group with values from {@code min} to {@code max}:
 * <ul>
 *   <li>{@code zero=float}: {@code scale = (max - min) / (2^bits - 1)}, {@code zero = -min / scale},
 *       {@code code = rint(w / scale + zero)}. These are the codes of quanto's MaxOptimizer.
 *   <li>{@code zero=int}: {@code scale = max(max - min, 1e-5) / (2^bits - 1)},
 *       {@code zero = clamp(-rint(min / scale), 0, 2^bits - 1)}, {@code code = rint(w / scale) + zero}, as llm-awq. Groups
 *       that do not reach zero saturate, constant ones among them: this grid always holds zero.
 *   <li>{@code zero=none}: {@code scale = absmax / (2^(bits-1) - 1)}, {@code code = rint(w / scale) + 2^(bits-1)}; one bit:
 *       {@code scale = 2 absmax}, {@code code = w >= 0}.
 * </ul>
 * Codes are clamped to their range. Without an integer zero a group of one value decodes to that value as nearly as scale
 * and zero can say it; zeros decode to exactly zero. A scale that would round to zero becomes the smallest positive one, a
 * parameter beyond its type the largest finite one; so finite weights never decode to NaN.
 *
 * @param bits of a code, 1 to 8
 * @param grouping which weights share scale and zero
 * @param zero how the zero is stored
 * @param parameterType of the scale and of a float zero, F32 or F16
 * @see <a href="https://arxiv.org/abs/1712.05877">Jacob et al., Quantization and Training of Neural Networks</a>
 * @see <a href="https://arxiv.org/abs/2306.00978">Lin et al., AWQ</a>
 */
public record AffineFormat(int bits, Grouping grouping, ZeroKind zero, ElementType parameterType)
        implements CodedFormat {
    private static final String FAMILY = "affine";

    /** @throws IllegalArgumentException if bits or the parameter type are not possible */
    public AffineFormat {
        ElementType.unsigned(bits);
        GroupingText.requireParameterType(parameterType);
    }

    /** With float32 parameters. */
    public AffineFormat(int bits, Grouping grouping, ZeroKind zero) {
        this(bits, grouping, zero, ElementType.F32);
    }

    @Override
    public String text() {
        FormatText text = GroupingText.print(FormatText.of(FAMILY).with("bits", bits), grouping)
                .with("zero", zero.name().toLowerCase(java.util.Locale.ROOT));
        return GroupingText.print(text, parameterType).toString();
    }

    @Override
    public List<Component> components() {
        List<Component> components = new ArrayList<>();
        components.add(Component.perElement("codes", ElementType.unsigned(bits)));
        components.add(grouping.component("scale", parameterType));
        if (zero != ZeroKind.NONE) {
            components.add(grouping.component("zero", zero == ZeroKind.INT ? ElementType.unsigned(bits) : parameterType));
        }
        return List.copyOf(components);
    }

    @Override
    public Support supports(Shape logical) {
        return grouping.supports(logical);
    }

    /** {@inheritDoc} The codes themselves or, where the zero is implied, their distances from it. */
    @Override
    public float[] levels() {
        float origin = zero == ZeroKind.NONE ? AffineCodec.impliedZero(bits) : 0;
        float[] levels = new float[1 << bits];
        for (int code = 0; code < levels.length; code++) {
            levels[code] = code - origin;
        }
        return levels;
    }

    @Override
    public boolean hasZero() {
        return zero != ZeroKind.NONE;
    }

    /** {@inheritDoc} Its parameters are the scale and, unless {@link #zero()} is NONE, the zero. */
    @Override
    public GroupCodec codec(Tensor weights) {
        return new AffineCodec(bits, zero, parameterType);
    }

    @Override
    public QuantizedTensor encode(Tensor weights, RangeRule rule) {
        return encode(weights, rule, codec(weights));
    }

    /**
     * Quantizes with parameters and codes of the caller's: published variants have their own formula for the scale and their
     * own order of rounding, while what is stored means the same.
     *
     * @param codec gives the scale and, unless {@link #zero()} is NONE, the zero; it chooses codes by them as they are, and
     *     stored are the nearest finite values of the parameter type
     * @throws IllegalArgumentException as {@link #encode(Tensor)}
     */
    public QuantizedTensor encode(Tensor weights, RangeRule rule, GroupCodec codec) {
        QuantizedTensor.Builder builder = QuantizedTensor.builder(this, weights.shape());
        Tensor scale = builder.component("scale");
        GroupEncoder.encode(weights, grouping, codec, rule, builder.component("codes"), (row, parameters) -> {
            scale.writeRow(row, ScaleRounding.round(parameterType, parameters[0]));
            if (zero == ZeroKind.FLOAT) {
                builder.component("zero").writeRow(row, ScaleRounding.round(parameterType, parameters[1]));
            } else if (zero == ZeroKind.INT) {
                builder.component("zero").writeCodes(row, toCodes(parameters[1]));
            }
        });
        return builder.build();
    }

    private static byte[] toCodes(float[] zeros) {
        byte[] codes = new byte[zeros.length];
        for (int g = 0; g < codes.length; g++) {
            codes[g] = (byte) (int) zeros[g];
        }
        return codes;
    }

    @Override
    public String toString() {
        return text();
    }

    /** Reads {@code affine:bits=4,group=64[,axis=1|0][,zero=float|int|none][,params=f32|f16]}. */
    public static final class Provider implements FormatProvider {
        @Override
        public String name() {
            return FAMILY;
        }

        @Override
        public String description() {
            return "1 to 8 bits, weight = (code - zero) * scale; keys bits, group and axis or per, zero, params";
        }

        @Override
        public Format parse(FormatText text) {
            int bits = (int) text.integer("bits", 4, 1, 8);
            boolean hasBits = text.has("bits");
            Optional<Grouping> grouping = GroupingText.parse(text);
            ZeroKind zero = switch (text.choice("zero", "float", "int", "none")) {
                case "int" -> ZeroKind.INT;
                case "none" -> ZeroKind.NONE;
                default -> ZeroKind.FLOAT;
            };
            ElementType parameterType = GroupingText.parameterType(text);
            text.done();
            return new AffineFormat(bits, GroupingText.require(text, hasBits, grouping), zero, parameterType);
        }
    }
}
