package dev.nibble.algorithms.hqq;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.GroupCodec;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Nibble's own HQQ. It differs from the reference in six ways:
 *
 * <ul>
 *   <li>errors are measured in units of two quantization steps, so that beta means the same for weights of any magnitude:
 *       10 forgives errors above a third of a step. (In the unit of the weights the threshold of the shrinkage lies far
 *       above the errors of most models, and nothing is forgiven.)
 *   <li>every group starts from the best of {@value #STARTS} zeros that lie evenly over one step around the format's own. The
 *       error has many local minima over the zero, and each iteration goes to the next one at best;
 *   <li>beta grows by kappa with each iteration, as published;
 *   <li>every group stops when a step does not make it better, and keeps the zero with the smallest sum of |W - W_r| that it
 *       has seen, on this way or afterwards on a second one that forgives nothing: that is where the reference goes with most
 *       weights;
 *   <li>scales are the format's own, which also suit ranges of any size;
 *   <li>the power in the shrinkage is a polynomial, see {@link Threshold}.
 * </ul>
 *
 * The loss trace is the mean of |W - W_r| over the tensor with the best zeros so far, starting with round-to-nearest. The
 * first and the last, which knows the second way, are those of the format's decode; between them errors are taken in steps, in
 * float32.
 */
final class BestZero {
    private static final double STEPS_PER_UNIT = 2;
    private static final int STARTS = 8;
    /** Far more than what rounding can do to the way that forgives nothing. */
    private static final double CLEARLY = 0.999;

    private final AffineFormat format;
    private final Groups groups;
    private final GroupCodec codec;
    private final QuantizedTensor.Builder builder;
    private final int top;
    private final Shrinkage shrinkage;
    private final Threshold[] thresholds;

    BestZero(Tensor weights, AffineFormat format, HqqParameters parameters) {
        this.format = format;
        this.groups = Groups.of(weights, format.grouping());
        this.codec = format.codec(weights);
        this.builder = QuantizedTensor.builder(format, weights.shape());
        this.top = (1 << format.bits()) - 1;
        this.shrinkage = new Shrinkage(parameters.p(), parameters.beta());
        this.thresholds = new Threshold[parameters.iterations()];
        double beta = parameters.beta();
        for (int t = 0; t < thresholds.length; t++) {
            thresholds[t] = new Threshold(parameters.p(), beta, STEPS_PER_UNIT);
            beta *= parameters.kappa();
        }
    }

    /**
     * What was found.
     *
     * @param result the tensor and the trace
     * @param passesReference whether the second way was, but for rounding, the reference's for every group, and the result is
     *     clearly better than the best on that way
     */
    record Solution(QuantizeResult result, boolean passesReference) {}

    /** What one block or tile adds to the trace, and what would be lost with the best zeros of the second way alone. */
    private static final class Part {
        private final double[] sums;
        private double plain;
        private boolean reference = true;

        Part(int steps) {
            this.sums = new double[steps + 1];
        }

        void add(Part other) {
            for (int t = 0; t < sums.length; t++) {
                sums[t] += other.sums[t];
            }
            plain += other.plain;
            reference &= other.reference;
        }
    }

    Solution solve() {
        Part all = new Part(thresholds.length);
        groups.map(() -> new Worker()::solve).forEach(all::add);
        double last = all.sums[thresholds.length];
        List<Double> trace = new ArrayList<>();
        for (double sum : all.sums) {
            // Rounding must not make a step look better than the result.
            double loss = Math.max(last, Math.min(sum, all.sums[0]));
            trace.add(loss / groups.weights().shape().elements());
        }
        return new Solution(QuantizeResult.of(builder.build(), trace), all.reference && last <= CLEARLY * all.plain);
    }

    /** Solves one block after another. */
    private final class Worker {
        private final Tiles tiles = new Tiles(groups);

        Part solve(Block block) {
            Part part = new Part(thresholds.length);
            float[][][] parameters = new float[2][block.count()][groups.parameters().rowLength()];
            for (Tile tile : tiles.load(block)) {
                solve(new TileSearch(tile, codec, format, shrinkage), parameters, part);
            }
            for (int i = 0; i < block.count(); i++) {
                float[][] row = {parameters[0][i], parameters[1][i]};
                builder.component("scale").writeRow(block.first() + i, row[0]);
                builder.component("zero").writeRow(block.first() + i, row[1]);
                tiles.encode(block.first() + i, (weights, codes) -> codec.encode(weights, groups.run(), row, codes),
                        builder.component("codes"));
            }
            return part;
        }

        private void solve(TileSearch search, float[][][] parameters, Part part) {
            part.sums[0] += search.nearest();
            search.start(STARTS);
            for (int t = 0; t <= thresholds.length; t++) {
                search.forgive(thresholds[Math.min(t, thresholds.length - 1)], t == 0);
                if (t > 0 && t < thresholds.length) {
                    part.sums[t] += search.loss();
                }
            }
            part.plain += search.plain(thresholds.length);
            part.sums[thresholds.length] += search.finish(parameters[0], parameters[1]);
            part.reference &= search.coversReference();
        }
    }
}
