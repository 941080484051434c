package dev.nibble.api.format;

import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.MiniFloat;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;

/**
 * NVIDIA's FP4: E2M1 codes in blocks of 16 along a row (the last may be shorter) with an E4M3 scale each and a float32
 * scale for the tensor: {@code weight = e2m1(code) * (scale * scale2)}, in float32. Text: {@code nvfp4}.
 *
 * <p>Components: {@code codes} (U4) in the logical shape, {@code scale} (F8_E4M3), one for each block, and {@code scale2}
 * (F32), one for the tensor. Parts of a tensor share {@code scale2}; only parts with equal ones can be joined.
 *
 * <p>The standard rule, in float32: {@code scale2 = absmax of the tensor / (6 * 448)},
 * {@code scale = e4m3(absmax of the block / 6 / scale2)}, but not zero unless the block is; codes are
 * {@code w / (scale * scale2)} to nearest, ties to even, values beyond 6 becoming 6. Zeros decode to zero.
 *
 * @see <a href="https://developer.nvidia.com/blog/introducing-nvfp4-for-efficient-and-accurate-low-precision-inference/">
 *     NVFP4</a>
 */
public record Nvfp4Format() implements CodedFormat {
    private static final String FAMILY = "nvfp4";
    private static final Grouping BLOCKS = Grouping.of(16, 1);
    private static final MiniFloat CODES = MiniFloat.E2M1;
    private static final MiniFloat SCALES = MiniFloat.E4M3FN;

    @Override
    public String text() {
        return FAMILY;
    }

    @Override
    public int bits() {
        return 4;
    }

    @Override
    public Grouping grouping() {
        return BLOCKS;
    }

    @Override
    public List<Component> components() {
        return List.of(
                Component.perElement("codes", ElementType.U4),
                BLOCKS.component("scale", ElementType.F8_E4M3),
                Component.perTensor("scale2", ElementType.F32, 1));
    }

    @Override
    public Support supports(Shape logical) {
        return BLOCKS.supports(logical);
    }

    @Override
    public float[] levels() {
        return MiniFloatCodec.table(CODES).clone();
    }

    @Override
    public boolean hasZero() {
        return false;
    }

    @Override
    public RowParameters parameters(QuantizedTensor tensor, long row) {
        float[] scales = GroupDecoder.parameters(tensor, BLOCKS, row, "scale");
        float scale2 = tensor.component("scale2").getFloat(0, 0);
        for (int g = 0; g < scales.length; g++) {
            scales[g] *= scale2;
        }
        return RowParameters.of(scales);
    }

    /**
     * {@inheritDoc} Its one parameter is the block's E4M3 scale.
     *
     * @throws IllegalArgumentException if a weight is not finite
     */
    @Override
    public GroupCodec codec(Tensor weights) {
        return codec(tensorScale(weights));
    }

    private static GroupCodec codec(float scale2) {
        float smallest = SCALES.decode(1);
        return new MiniFloatCodec(CODES, scale2, absmax -> absmax == 0
                ? 0
                : Math.max(smallest, SCALES.decode(SCALES.encode(absmax / CODES.max() / scale2))));
    }

    private static float tensorScale(Tensor weights) {
        float absmax = FiniteRows.absmax(weights);
        if (absmax == 0) {
            return 0;
        }
        float scale2 = ScaleRounding.roundPositive(ElementType.F32, absmax / (CODES.max() * SCALES.max()));
        return Float.isInfinite(CODES.max() * (SCALES.max() * scale2)) ? Math.nextDown(scale2) : scale2;
    }

    @Override
    public QuantizedTensor encode(Tensor weights, RangeRule rule) {
        QuantizedTensor.Builder builder = QuantizedTensor.builder(this, weights.shape());
        float scale2 = tensorScale(weights);
        builder.component("scale2").setFloat(0, 0, scale2);
        Tensor scale = builder.component("scale");
        GroupEncoder.encode(weights, BLOCKS, codec(scale2), rule, builder.component("codes"),
                (row, found) -> scale.writeRow(row, found[0]));
        return builder.build();
    }

    @Override
    public String toString() {
        return text();
    }

    /** Reads {@code nvfp4}. */
    public static final class Provider implements FormatProvider {
        @Override
        public String name() {
            return FAMILY;
        }

        @Override
        public String description() {
            return "NVIDIA FP4: E2M1 codes, blocks of 16 with an E4M3 scale, one float32 scale for the tensor; no keys";
        }

        @Override
        public Format parse(FormatText text) {
            text.done();
            return new Nvfp4Format();
        }
    }
}
