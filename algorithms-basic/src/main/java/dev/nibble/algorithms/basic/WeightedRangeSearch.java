package dev.nibble.algorithms.basic;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.GroupedFormat;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Chooses the range of every group by what its errors do to the layer's output: it minimises
 * {@code sum_k h_k (w_k - decode(encode(w_k)))^2} where h_k is the mean of x_k^2, the input of channel k. That is the error of
 * the output if channels are uncorrelated, and the weight that llama.cpp calls the importance matrix. Both ends of the range are
 * searched, see {@link WeightedRange}.
 *
 * <p>The full range is among the candidates, so no group ends worse than under round-to-nearest by this measure. With double
 * quantization the scales are rounded once more after the search; should the tensor lose by it, the result is that of
 * round-to-nearest. Channels that were hardly ever active count a ten-thousandth of the mean channel, so that their weights
 * are not given up. The loss trace is the sum over the tensor, under round-to-nearest and in the result.
 */
public final class WeightedRangeSearch implements Quantizer {
    /** The least importance of a channel, as a share of the mean. */
    private static final double LEAST = 1e-4;

    private static final List<Option> OPTIONS = List.of(
            Option.integer("steps", 12, "how many positions to try for each end of a group's range, 1 to 1000"),
            Option.number("maxshrink", 0.45, "each end moves inwards by at most this share of the range, 0 to 0.5"),
            Option.integer("fits", 3, "how often to move the best range by least squares, 0 to 1000"));

    @Override
    public String name() {
        return "wmse";
    }

    @Override
    public String description() {
        return "range search weighted by the mean square of each input channel (imatrix): both ends of every group's range";
    }

    @Override
    public List<Option> options() {
        return OPTIONS;
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.MOMENTS);
    }

    @Override
    public Support supports(Format format) {
        return Support.yes().require("format", "one with grouped parameters, such as affine or nf4", format.text(),
                format instanceof GroupedFormat);
    }

    @Override
    public QuantizeResult quantize(QuantizeRequest request) {
        GroupedFormat format = (GroupedFormat) request.format();
        Tensor weights = request.weights();
        List<String> notes = new ArrayList<>();
        float[] importance = importance(request, notes);
        GroupRanges ranges = GroupRanges.search(weights, format, importance, WeightedRange.Grid.of(request.settings()));
        QuantizedTensor nearest = format.encode(weights);
        QuantizedTensor searched = format.encode(weights, ranges);
        double before = loss(weights, nearest, importance);
        double after = loss(weights, searched, importance);
        return QuantizeResult.of(after <= before ? searched : nearest, List.of(before, Math.min(before, after)))
                .withNotes(notes);
    }

    private static float[] importance(QuantizeRequest request, List<String> notes) {
        float[] meanSquare = Activations.meanSquare(request, "wmse");
        double sum = 0;
        int silent = 0;
        for (float h : meanSquare) {
            sum += h;
            silent += h == 0 ? 1 : 0;
        }
        if (sum == 0) {
            throw new IllegalArgumentException("wmse cannot weigh the channels of '" + request.name()
                    + "': all activations were zero; calibrate with texts that reach this layer, or use mse");
        }
        if (silent > 0) {
            notes.add("wmse: " + silent + " of " + meanSquare.length + " channels were never active and count " + LEAST
                    + " of the mean channel");
        }
        float least = (float) (LEAST * sum / meanSquare.length);
        for (int k = 0; k < meanSquare.length; k++) {
            meanSquare[k] = Math.max(meanSquare[k], least);
        }
        return meanSquare;
    }

    private static double loss(Tensor weights, QuantizedTensor quantized, float[] importance) {
        float[] row = new float[importance.length];
        float[] decoded = new float[importance.length];
        double sum = 0;
        for (long r = 0; r < weights.shape().rows(); r++) {
            weights.readRow(r, row);
            quantized.format().decodeRow(quantized, r, decoded);
            for (int k = 0; k < row.length; k++) {
                double error = (double) row[k] - decoded[k];
                sum += importance[k] * error * error;
            }
        }
        return sum;
    }
}
