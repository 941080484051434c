package dev.nibble.algorithms.gptq;

import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.Tensor;

/** Some rows of the weights, worked on together so that a part of the factor serves them all while it is in the cache. */
final class RowTile {
    private final long first;
    private final float[][] weights;
    private final CodeGrid.Row[] grids;
    private final byte[][] codes;

    /** Rows [from, to) of a tensor that is quantized already. */
    RowTile(Tensor weights, QuantizedTensor start, CodeGrid grid, long from, long to) {
        int count = (int) (to - from);
        int cols = weights.shape().rowLength();
        CodedFormat format = (CodedFormat) start.format();
        this.first = from;
        this.weights = new float[count][cols];
        this.grids = new CodeGrid.Row[count];
        this.codes = new byte[count][cols];
        for (int r = 0; r < count; r++) {
            weights.readRow(from + r, this.weights[r]);
            grids[r] = grid.row(format.parameters(start, from + r));
            start.component("codes").readCodes(from + r, codes[r]);
        }
    }

    /**
     * Chooses codes for these rows and writes those that are better than the codes before.
     *
     * @return the loss before, and after
     */
    double[] choose(Sweep sweep, Tensor into) {
        double[] before = sweep.loss(weights, grids, codes);
        double[] after = sweep.choose(weights, grids, codes);
        double[] sums = new double[2];
        for (int r = 0; r < codes.length; r++) {
            if (after[r] < before[r]) {
                into.writeCodes(first + r, codes[r]);
            }
            sums[0] += before[r];
            sums[1] += Math.min(before[r], after[r]);
        }
        return sums;
    }
}
