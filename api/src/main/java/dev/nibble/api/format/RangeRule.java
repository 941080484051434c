package dev.nibble.api.format;

/** Decides the range that a group's parameters are made for. */
@FunctionalInterface
public interface RangeRule {
    /** From the smallest to the largest value: the standard rule. */
    RangeRule MIN_MAX = (codec, values, count, range) -> {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            low = Math.min(low, values[i]);
            high = Math.max(high, values[i]);
        }
        range[0] = low;
        range[1] = high;
    };

    /**
     * Sets the range for one group.
     *
     * @param codec what will be done with it
     * @param values the group's weights from index 0
     * @param count how many
     * @param range receives low and high
     */
    void range(GroupCodec codec, float[] values, int count, float[] range);

    /**
     * Sets the range for one group, for rules that depend on which one it is, such as those that know the inputs of the
     * columns. This is what formats call.
     *
     * @param row of the parameter components, see {@link Grouping#parameterShape}
     * @param column of the parameter components
     */
    default void range(GroupCodec codec, long row, int column, float[] values, int count, float[] range) {
        range(codec, values, count, range);
    }
}
