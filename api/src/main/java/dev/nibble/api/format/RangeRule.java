package dev.nibble.api.format;

/** Decides the range that a group's parameters are made for. Called by many threads at once, each with arrays of its own. */
@FunctionalInterface
public interface RangeRule {
    /** From the smallest to the largest value: the standard rule. */
    RangeRule MIN_MAX = new MinMax();

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
     * columns.
     *
     * @param row of the parameter components, see {@link Grouping#parameterShape}
     * @param column of the parameter components
     */
    default void range(GroupCodec codec, long row, int column, float[] values, int count, float[] range) {
        range(codec, values, count, range);
    }

    /**
     * Sets the ranges of all groups that one row of the parameter components serves. This is what formats call; it asks for
     * one group after another, with the values of each in the order of their rows.
     *
     * @param row of the parameter components
     * @param rows the weights; each array is as long as a row of the tensor
     * @param run how many consecutive weights of a row belong to one group; the last group may have fewer
     * @param low by column of the parameter components: the least value of each group; receives the lows
     * @param high likewise
     */
    default void ranges(GroupCodec codec, long row, float[][] rows, int run, float[] low, float[] high) {
        float[] values = new float[Math.multiplyExact(rows.length, run)];
        float[] range = new float[2];
        for (int g = 0; g < low.length; g++) {
            int count = 0;
            for (float[] weights : rows) {
                int width = Math.min(run, weights.length - g * run);
                System.arraycopy(weights, g * run, values, count, width);
                count += width;
            }
            range[0] = low[g];
            range[1] = high[g];
            if (count > 0) {
                range(codec, row, g, values, count, range);
            }
            low[g] = range[0];
            high[g] = range[1];
        }
    }
}
