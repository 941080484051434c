package dev.nibble.api.format;

import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;

/**
 * A format whose codes are looked up: {@code weight = (levels[code] - zero) * scale}, in float32 in that order. Zero and
 * scale belong to the group, and formats without a zero leave it out. A kernel that looks codes up serves every such format
 * without knowing it, and this interface decodes it: a new format says how wide its codes are, what they stand for and where
 * its parameters lie.
 *
 * <p>A component named {@code codes} holds one code for each weight, in the logical shape, in an unsigned type of
 * {@link #bits()} bits.
 */
public interface CodedFormat extends GroupedFormat {
    /**
     * What the codes stand for.
     *
     * @return exactly 2^{@link #bits()} values by code, the caller's own; for codes that no tensor contains repeat a level, or
     *     give NaN
     */
    float[] levels();

    /** Whether groups have a zero. */
    boolean hasZero();

    /**
     * The parameters of the groups that one row has part in, first group first: one for each
     * {@link Grouping#run(Shape) run} of the row. As they are here they lie in the components {@code scale} and, where groups
     * {@linkplain #hasZero() have one}, {@code zero}, which have one value for each group.
     */
    default RowParameters parameters(QuantizedTensor tensor, long row) {
        float[] scales = GroupDecoder.parameters(tensor, grouping(), row, "scale");
        return hasZero()
                ? new RowParameters(scales, GroupDecoder.parameters(tensor, grouping(), row, "zero"))
                : RowParameters.of(scales);
    }

    /**
     * Parameters of a row's groups.
     *
     * @param scales by group
     * @param zeros by group; empty if the format has none
     */
    record RowParameters(float[] scales, float[] zeros) {
        private static final float[] NONE = {};

        /** Without zeros. */
        public static RowParameters of(float[] scales) {
            return new RowParameters(scales, NONE);
        }
    }

    /**
     * {@inheritDoc} As it is here for formats whose components after {@code codes} are the parameters of their
     * {@link #codec codec}, in its order, with one value for each group.
     */
    @Override
    default QuantizedTensor encode(Tensor weights, RangeRule rule) {
        QuantizedTensor.Builder builder = QuantizedTensor.builder(this, weights.shape());
        List<Tensor> parameters = components().stream().map(Component::name).filter(name -> !name.equals("codes"))
                .map(builder::component).toList();
        GroupEncoder.encode(weights, grouping(), codec(weights), rule, builder.component("codes"), (row, found) -> {
            for (int p = 0; p < found.length; p++) {
                parameters.get(p).writeRow(row, found[p]);
            }
        });
        return builder.build();
    }

    @Override
    default void decodeRow(QuantizedTensor tensor, long row, float[] into) {
        GroupDecoder.decode(tensor, grouping(), row, levels(), parameters(tensor, row), into);
    }

    /**
     * {@inheritDoc} Here {@code (|level| + |zero|) * |scale|}. If the levels are the codes less one number, as those of a
     * symmetric grid are, that number counts as a term, too: {@code (code + number + |zero|) * |scale|}.
     */
    @Override
    default void decodeTermsRow(QuantizedTensor tensor, long row, float[] into) {
        RowParameters parameters = parameters(tensor, row);
        float[] scales = parameters.scales().clone();
        float[] zeros = parameters.zeros().clone();
        for (int g = 0; g < scales.length; g++) {
            scales[g] = Math.abs(scales[g]);
        }
        for (int g = 0; g < zeros.length; g++) {
            zeros[g] = -Math.abs(zeros[g]); // the same loop then adds the magnitudes
        }
        GroupDecoder.decode(tensor, grouping(), row, GroupDecoder.magnitudes(levels()),
                new RowParameters(scales, zeros), into);
    }
}
