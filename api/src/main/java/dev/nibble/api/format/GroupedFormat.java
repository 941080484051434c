package dev.nibble.api.format;

import dev.nibble.api.tensor.Tensor;

/** A format whose elements share parameters in groups. */
public interface GroupedFormat extends Format {
    Grouping grouping();

    /** Width of a code in bits. */
    int bits();

    /**
     * The treatment of one group.
     *
     * @param weights the tensor that is to be encoded: some formats have a scale for all of it
     */
    GroupCodec codec(Tensor weights);

    /**
     * Quantizes with ranges chosen by a rule: parameters from the range, then nearest codes.
     *
     * @throws IllegalArgumentException as {@link #encode(Tensor)}
     */
    QuantizedTensor encode(Tensor weights, RangeRule rule);

    @Override
    default QuantizedTensor encode(Tensor weights) {
        return encode(weights, RangeRule.MIN_MAX);
    }
}
