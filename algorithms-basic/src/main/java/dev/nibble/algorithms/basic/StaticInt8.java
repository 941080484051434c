package dev.nibble.algorithms.basic;

import dev.nibble.api.format.Format;
import dev.nibble.api.op.Int8Static;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.ActivationChoice;
import dev.nibble.api.quantizer.ActivationQuantizer;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.StaticRange;
import dev.nibble.api.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Static int8 inputs: one scale and zero for all rows, from the range that a calibration saw.
 *
 * <ul>
 *   <li>{@code range=average}: the moving average of the batches' ranges, with the momentum that the calibration was made with,
 *       as optimum-quanto has it;
 *   <li>{@code range=extremes}: the smallest and the largest value of all rows, so that none of them is clipped;
 *   <li>{@code range=mse}: the extremes drawn in, as far as that makes the squared error of the sampled rows least
 *       ({@link ClippedRange}).
 * </ul>
 *
 * With {@code zero=false} the codes cover [-r, r] for the larger end r.
 *
 * @see <a href="https://github.com/huggingface/optimum-quanto">optimum-quanto, Calibration</a>
 */
public final class StaticInt8 implements ActivationQuantizer {
    private static final String AVERAGE = "average";
    private static final String EXTREMES = "extremes";
    private static final String MSE = "mse";
    /** The largest code; its negative is the smallest. */
    private static final int MOST = 127;

    @Override
    public String name() {
        return "int8-static";
    }

    @Override
    public String description() {
        return "int8 inputs, static: all rows by one range, which a calibration saw";
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.choice("range", "the extremes drawn in for the least squared error of the sampled rows, the extremes, or"
                        + " the calibration's moving average of batches", MSE, EXTREMES, AVERAGE),
                Option.flag("zero", false, "whether codes cover [min, max] and have a zero, or [-max |x|, max |x|]"));
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.MOMENTS, Need.SAMPLES);
    }

    @Override
    public Support supports(Format format) {
        return Support.yes();
    }

    @Override
    public ActivationChoice choose(QuantizeRequest request) {
        float[] extremes = Activations.extremes(request, name());
        float low = extremes[0];
        float high = extremes[1];
        Tensor samples = Activations.samples(request, name());
        String range = request.settings().text("range");
        boolean zero = request.settings().flag("zero");
        if (low == 0 && high == 0) {
            return new ActivationChoice(Int8Static.symmetric(0), List.of("all inputs that the calibration saw are zero: scale 1"));
        }
        Int8Static chosen = switch (range) {
            case AVERAGE -> average(request, zero);
            case EXTREMES -> zero ? Int8Static.affine(low, high) : Int8Static.symmetric(Math.max(-low, high));
            default -> ClippedRange.find(samples, low, high, zero);
        };
        return new ActivationChoice(chosen, List.of(note(chosen, samples)));
    }

    private Int8Static average(QuantizeRequest request, boolean zero) {
        Optional<StaticRange> seen = Activations.stats(request, name()).inputRange().filter(it -> it.batches() > 0);
        StaticRange range = seen.orElseThrow(() -> new IllegalArgumentException(
                "int8-static has no moving average of the range of the inputs of '" + request.name() + "': the calibration has"
                        + " none, or a stage before scales the channels, after which it is not known; range=extremes is"
                        + " known always, and so is range=mse"));
        return zero ? Int8Static.affine(range.min(), range.max()) : Int8Static.symmetric(range.absMax());
    }

    private static String note(Int8Static chosen, Tensor samples) {
        long beyond = 0;
        float[] row = new float[samples.shape().rowLength()];
        for (long r = 0; r < samples.shape().rows(); r++) {
            samples.readRow(r, row);
            for (float x : row) {
                beyond += Math.abs(Math.rint(x / chosen.scale()) + chosen.zero()) > MOST ? 1 : 0;
            }
        }
        return String.format(Locale.ROOT, "codes cover %.4g to %.4g, which clips %.3f %% of %d sampled values",
                (-MOST - chosen.zero()) * (double) chosen.scale(), (MOST - chosen.zero()) * (double) chosen.scale(),
                100.0 * beyond / samples.shape().elements(), samples.shape().elements());
    }
}
