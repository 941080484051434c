package dev.nibble.api.format;

/** Decides the range that a group's parameters are made for. Called by many threads at once, each with arrays of its own. */
@FunctionalInterface
public interface RangeRule {
    /** From the smallest to the largest value: the standard rule. */
    RangeRule MIN_MAX = (codec, values, count, range) -> {
        // Two at once: each alone would wait for its last comparison.
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        float otherLow = low;
        float otherHigh = high;
        for (int i = 1; i < count; i += 2) {
            low = Math.min(low, values[i - 1]);
            high = Math.max(high, values[i - 1]);
            otherLow = Math.min(otherLow, values[i]);
            otherHigh = Math.max(otherHigh, values[i]);
        }
        if (count % 2 == 1) {
            low = Math.min(low, values[count - 1]);
            high = Math.max(high, values[count - 1]);
        }
        range[0] = Math.min(low, otherLow);
        range[1] = Math.max(high, otherHigh);
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
