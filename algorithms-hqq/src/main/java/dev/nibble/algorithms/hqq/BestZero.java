package dev.nibble.algorithms.hqq;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.GroupCodec;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Nibble's own HQQ. It differs from the reference in five ways:
 *
 * <ul>
 *   <li>errors are measured in units of two quantization steps, so that beta means the same for weights of any magnitude:
 *       10 forgives errors above a third of a step. (In the unit of the weights the threshold of the shrinkage lies far
 *       above the errors of most models, and nothing is forgiven. With one step as the unit large groups converge slowly.)
 *   <li>beta grows by kappa with each iteration, as published;
 *   <li>every group starts from the format's own scale and zero, which also suit ranges of any size, and keeps the zero
 *       with the smallest sum of |W - W_r| that it has seen, on this way or on a second one that forgives nothing: that is
 *       where the reference goes with most weights;
 *   <li>nothing stops early;
 *   <li>the power in the shrinkage is a polynomial, see {@link Threshold}.
 * </ul>
 *
 * The loss trace is the mean of |W - W_r| over the tensor with the best zeros so far, starting with round-to-nearest. The
 * first and the last are those of the format's decode; between them errors are taken in steps, in float32.
 */
final class BestZero {
    private static final double STEPS_PER_UNIT = 2;
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
        groups.map(this::solve).forEach(all::add);
        double last = all.sums[thresholds.length];
        List<Double> trace = new ArrayList<>();
        for (double sum : all.sums) {
            // Rounding must not make a step look better than the result.
            double loss = Math.max(last, Math.min(sum, all.sums[0]));
            trace.add(loss / groups.weights().shape().elements());
        }
        return new Solution(QuantizeResult.of(builder.build(), trace), all.reference && last <= CLEARLY * all.plain);
    }

    private Part solve(Block block) {
        Part part = new Part(thresholds.length);
        List<Tile> tiles = block.tiles();
        tiles.forEach(tile -> solve(tile, part));
        block.store(tiles, builder.component("codes"));
        return part;
    }

    private void solve(Tile tile, Part part) {
        int lanes = tile.lanes();
        float[] low = new float[lanes];
        float[] high = new float[lanes];
        tile.range(low, high);
        float[] scale = new float[lanes];
        float[] zero = new float[lanes];
        fit(low, high, scale, zero);
        tile.divide(scale); // as the format's rule does
        ReferenceReach reach = new ReferenceReach(low, high, top, shrinkage);
        reach.visit(zero);
        double[] losses = new double[lanes];
        TileLoss loss = new TileLoss(tile, top);
        BestZeros best = new BestZeros(lanes);
        loss.decoded(zero, scale, losses);
        best.offer(zero, losses);
        part.sums[0] += sum(losses);
        float[] found = search(loss, reach, zero, scale, part);
        loss.decoded(found, scale, losses);
        best.offer(found, losses);
        part.sums[thresholds.length] += sum(best.loss());
        part.reference &= reach.everywhere();
        tile.encode(best.z(), top);
        tile.set(builder.component("scale"), scale);
        tile.set(builder.component("zero"), best.z());
    }

    /** Scales and zeros by the format's rule. */
    private void fit(float[] low, float[] high, float[] scale, float[] zero) {
        float[] fitted = new float[2];
        for (int l = 0; l < low.length; l++) {
            codec.fit(low[l], high[l], fitted);
            scale[l] = fitted[0];
            zero[l] = fitted[1];
        }
    }

    /**
     * Goes both ways from the zeros of round-to-nearest.
     *
     * @param part what is lost with the best zeros after each step but the last is added to it
     * @return the best zeros, by their errors in steps
     */
    private float[] search(TileLoss loss, ReferenceReach reach, float[] start, float[] scale, Part part) {
        int lanes = start.length;
        double[] losses = new double[lanes];
        double[] pulls = new double[lanes];
        BestZeros best = new BestZeros(lanes);
        BestZeros plainBest = new BestZeros(lanes);
        float[] forgiving = start.clone();
        float[] plain = start.clone();
        boolean changes = true;
        for (int t = 0; t <= thresholds.length; t++) {
            loss.step(thresholds[Math.min(t, thresholds.length - 1)], forgiving, pulls, losses);
            best.offer(forgiving, losses);
            move(forgiving, pulls, loss.size());
            if (changes) {
                loss.step(plain, pulls, losses);
                plainBest.offer(plain, losses);
                best.offer(plain, losses);
                changes = move(plain, pulls, loss.size());
                reach.visit(plain);
            }
            if (t > 0 && t < thresholds.length) {
                part.sums[t] += weighted(best.loss(), scale);
            }
        }
        part.plain += weighted(plainBest.loss(), scale);
        return best.z();
    }

    /** The next zeros, as the format stores them; says whether there is a new one. */
    private boolean move(float[] z, double[] pulls, double size) {
        boolean half = format.parameterType() == ElementType.F16;
        boolean changed = false;
        for (int l = 0; l < z.length; l++) {
            float next = (float) (z[l] + pulls[l] / size);
            next = half ? ReferenceSolver.stored(next, format) : next;
            changed |= next != z[l];
            z[l] = next;
        }
        return changed;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static double weighted(double[] values, float[] weights) {
        double sum = 0;
        for (int l = 0; l < values.length; l++) {
            sum += values[l] * weights[l];
        }
        return sum;
    }
}
