package dev.nibble.api.format;

/** From the smallest to the largest value of a group. */
final class MinMax implements RangeRule {
    @Override
    public void range(GroupCodec codec, float[] values, int count, float[] range) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            low = Math.min(low, values[i]);
            high = Math.max(high, values[i]);
        }
        range[0] = low;
        range[1] = high;
    }

    /** {@inheritDoc} They are so already. */
    @Override
    public void ranges(GroupCodec codec, long row, float[][] rows, int run, float[] low, float[] high) {}
}
