package dev.nibble.algorithms.basic;

import dev.nibble.api.format.GroupCodec;
import dev.nibble.api.format.GroupedFormat;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.RangeRule;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * A range for each group, found in parallel before the format encodes with them.
 *
 * @param low by row of the parameter components, then by column
 * @param high likewise
 */
record GroupRanges(float[][] low, float[][] high) implements RangeRule {
    /**
     * Searches the ranges of all groups.
     *
     * @param importance by column of the weights
     */
    static GroupRanges search(Tensor weights, GroupedFormat format, float[] importance, WeightedRange.Grid grid) {
        Shape parameters = format.grouping().parameterShape(weights.shape());
        int bands = Math.toIntExact(parameters.rows());
        GroupRanges ranges = new GroupRanges(new float[bands][parameters.rowLength()], new float[bands][parameters.rowLength()]);
        GroupCodec codec = format.codec(weights);
        IntStream.range(0, bands).parallel()
                .forEach(band -> ranges.searchBand(weights, format.grouping(), codec, importance, grid, band));
        return ranges;
    }

    private void searchBand(
            Tensor weights, Grouping grouping, GroupCodec codec, float[] importance, WeightedRange.Grid grid, int band) {
        Shape shape = weights.shape();
        int height = Math.toIntExact(shape.rows() / low.length);
        int cols = importance.length;
        int run = (int) Math.min(Math.max(1, grouping.run(shape)), cols);
        float[][] rows = new float[height][cols];
        for (int k = 0; k < height; k++) {
            weights.readRow(band + (long) k * low.length, rows[k]);
        }
        float[] range = new float[2];
        WeightedRange search = new WeightedRange(codec, grid, Math.multiplyExact(height, run));
        for (int g = 0; g < low[band].length; g++) {
            int width = Math.min(run, cols - g * run);
            for (int k = 0; k < height; k++) {
                search.add(rows[k], importance, g * run, width);
            }
            search.find(range);
            low[band][g] = range[0];
            high[band][g] = range[1];
        }
    }

    @Override
    public void range(GroupCodec codec, float[] values, int count, float[] range) {
        throw new UnsupportedOperationException("these ranges belong to groups, and the group was not told");
    }

    @Override
    public void range(GroupCodec codec, long row, int column, float[] values, int count, float[] range) {
        range[0] = low[(int) row][column];
        range[1] = high[(int) row][column];
    }
}
