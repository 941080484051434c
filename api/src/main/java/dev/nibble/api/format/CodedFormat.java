package dev.nibble.api.format;

import dev.nibble.api.tensor.Shape;

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
     * {@link Grouping#run(Shape) run} of the row.
     */
    RowParameters parameters(QuantizedTensor tensor, long row);

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
