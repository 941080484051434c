package dev.nibble.api.format;

import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.MiniFloat;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;

/**
 * Eight-bit floats with a float32 scale: {@code weight = float8(code) * scale}, in float32. Text: {@code fp8:e4m3fn,per=row},
 * {@code fp8:e5m2,per=tensor}, {@code fp8:e4m3fn,group=64,axis=1}.
 *
 * <p>Components: {@code codes} (F8_E4M3 or F8_E5M2) in the logical shape, {@code scale} in the shape of
 * {@link Grouping#parameterShape}.
 *
 * <p>The standard rule: {@code scale = absmax / max} with max = 448 or 57344, code = {@code w / scale} in float32, rounded
 * to nearest, ties to even. As optimum-quanto, but for groups of zeros, where quanto gets NaN from 0 / 0: here they decode
 * to zero.
 *
 * @param kind E4M3FN or E5M2
 * @param grouping which weights share a scale
 * @see <a href="https://arxiv.org/abs/2209.05433">FP8 Formats for Deep Learning</a>
 */
public record Float8Format(MiniFloat kind, Grouping grouping) implements CodedFormat {
    private static final String FAMILY = "fp8";

    /** @throws IllegalArgumentException if the float does not have eight bits */
    public Float8Format {
        if (kind.bits() != 8) {
            throw new IllegalArgumentException("fp8 is E4M3FN or E5M2, not " + kind);
        }
    }

    @Override
    public int bits() {
        return 8;
    }

    @Override
    public String text() {
        String variant = kind.name().toLowerCase(java.util.Locale.ROOT);
        return GroupingText.print(FormatText.of(FAMILY, variant), grouping).toString();
    }

    @Override
    public List<Component> components() {
        ElementType type = kind == MiniFloat.E5M2 ? ElementType.F8_E5M2 : ElementType.F8_E4M3;
        return List.of(Component.perElement("codes", type), grouping.component("scale", ElementType.F32));
    }

    @Override
    public Support supports(Shape logical) {
        return grouping.supports(logical);
    }

    @Override
    public float[] levels() {
        return MiniFloatCodec.table(kind).clone();
    }

    @Override
    public boolean hasZero() {
        return false;
    }

    /** {@inheritDoc} Its one parameter is the scale. */
    @Override
    public GroupCodec codec(Tensor weights) {
        return new MiniFloatCodec(kind, 1f, this::scale);
    }

    private float scale(float absmax) {
        if (absmax == 0) {
            return 0;
        }
        float scale = ScaleRounding.roundPositive(ElementType.F32, absmax / kind.max());
        return Float.isInfinite(scale * kind.max()) ? Math.nextDown(scale) : scale;
    }

    @Override
    public String toString() {
        return text();
    }

    /** Reads {@code fp8:e4m3fn|e5m2[,per=row|tensor][,group=64[,axis=1|0]]}. */
    public static final class Provider implements FormatProvider {
        @Override
        public String name() {
            return FAMILY;
        }

        @Override
        public String description() {
            return "8-bit floats e4m3fn or e5m2 (arXiv 2209.05433) with a float32 scale; keys group and axis, or per";
        }

        @Override
        public Format parse(FormatText text) {
            MiniFloat kind = text.variant("e4m3fn", "e5m2").equals("e5m2") ? MiniFloat.E5M2 : MiniFloat.E4M3FN;
            Grouping grouping = GroupingText.parse(text).orElse(Grouping.PER_ROW);
            text.done();
            return new Float8Format(kind, grouping);
        }
    }
}
