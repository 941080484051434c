package dev.nibble.algorithms.basic;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.GroupCodec;
import dev.nibble.api.format.GroupedFormat;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.format.RangeRule;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Tensor;
import java.util.List;

/**
 * Clips every group at the range that loses least. For a group with weights in [low, high] it tries the ranges
 * [a low, a high] for a = 1 - maxshrink i / steps, i = 0 .. steps, and keeps the one with the smallest
 * sum of |w - decode(encode(w))|^norm; the widest wins a tie. So far this is the "mse" observer of GPTQ and
 * llm-compressor (theirs: grid 100, norm 2.4). From there it shrinks the low end alone in the same way, then the high end,
 * because outliers are seldom alike on both sides.
 *
 * <p>The full range is on the grid, so no group ends worse than under round-to-nearest. With double quantization the
 * scales of the groups are rounded once more after the search, which cannot see that; should the whole tensor lose by it,
 * the result is that of round-to-nearest.
 *
 * <p>The loss trace is the sum of |w - decoded|^norm over the tensor: under round-to-nearest, then in the result.
 *
 * @see <a href="https://arxiv.org/abs/2210.17323">Frantar et al., GPTQ</a>
 */
public final class RangeSearch implements Quantizer {
    private static final List<Option> OPTIONS = List.of(
            Option.integer("steps", 40, "how many clipped ranges to try for each group"),
            Option.number("maxshrink", 0.8, "the narrowest range tried is 1 - maxshrink of the full one, 0 to 1"),
            Option.number("norm", 2.0, "the error is |w - decoded| to this power"));

    @Override
    public String name() {
        return "mse";
    }

    @Override
    public String description() {
        return "range search: clips every group at the range with the smallest error (the mse observer of GPTQ)";
    }

    @Override
    public List<Option> options() {
        return OPTIONS;
    }

    @Override
    public Support supports(Format format) {
        return Support.yes().require("format", "one with grouped parameters, such as affine or nf4", format.text(),
                format instanceof GroupedFormat);
    }

    @Override
    public QuantizeResult quantize(QuantizeRequest request) {
        Search search = Search.of(request.settings());
        GroupedFormat format = (GroupedFormat) request.format();
        Tensor weights = request.weights();
        QuantizedTensor nearest = format.encode(weights);
        QuantizedTensor searched = format.encode(weights, search);
        double before = search.loss(weights, nearest);
        double after = search.loss(weights, searched);
        return QuantizeResult.of(after <= before ? searched : nearest, List.of(before, Math.min(before, after)));
    }

    /** Which ends of the range shrink. */
    private enum Ends { BOTH, LOW, HIGH }

    /** The grid and the norm. */
    private record Search(int steps, double maxShrink, double norm) implements RangeRule {
        static Search of(Settings settings) {
            long steps = settings.integer("steps");
            double maxShrink = settings.number("maxshrink");
            double norm = settings.number("norm");
            require(steps >= 1 && steps <= 10_000, "steps", "a whole number from 1 to 10000", steps);
            require(maxShrink > 0 && maxShrink < 1, "maxshrink", "a number between 0 and 1", maxShrink);
            require(norm > 0, "norm", "a number above 0", norm);
            return new Search((int) steps, maxShrink, norm);
        }

        private static void require(boolean met, String option, String required, Object found) {
            if (!met) {
                throw new IllegalArgumentException("option " + option + " of mse takes " + required + ", not " + found);
            }
        }

        @Override
        public void range(GroupCodec codec, float[] values, int count, float[] range) {
            MIN_MAX.range(codec, values, count, range);
            float[] parameters = new float[codec.parameters()];
            codec.fit(range[0], range[1], parameters);
            double least = loss(codec, values, count, parameters, Double.POSITIVE_INFINITY);
            for (Ends ends : Ends.values()) {
                float low = range[0];
                float high = range[1];
                for (int i = 1; i <= steps; i++) {
                    double a = 1 - maxShrink * i / steps;
                    float triedLow = ends == Ends.HIGH ? low : (float) (a * low);
                    float triedHigh = ends == Ends.LOW ? high : (float) (a * high);
                    if (triedLow > triedHigh) {
                        break;
                    }
                    codec.fit(triedLow, triedHigh, parameters);
                    double loss = loss(codec, values, count, parameters, least);
                    if (loss < least) {
                        least = loss;
                        range[0] = triedLow;
                        range[1] = triedHigh;
                    }
                }
            }
        }

        /** The loss of one group, or anything not below {@code limit} once that is reached. */
        private double loss(GroupCodec codec, float[] values, int count, float[] parameters, double limit) {
            double sum = 0;
            for (int i = 0; i < count && sum < limit; i++) {
                sum += power((double) values[i] - codec.decode(codec.encode(values[i], parameters), parameters));
            }
            return sum;
        }

        double loss(Tensor weights, QuantizedTensor quantized) {
            float[] row = new float[weights.shape().rowLength()];
            float[] decoded = new float[row.length];
            double sum = 0;
            for (long r = 0; r < weights.shape().rows(); r++) {
                weights.readRow(r, row);
                quantized.format().decodeRow(quantized, r, decoded);
                for (int c = 0; c < row.length; c++) {
                    sum += power((double) row[c] - decoded[c]);
                }
            }
            return sum;
        }

        private double power(double error) {
            return norm == 2 ? error * error : Math.pow(Math.abs(error), norm);
        }
    }
}
