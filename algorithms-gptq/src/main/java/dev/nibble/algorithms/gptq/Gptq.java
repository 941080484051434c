package dev.nibble.algorithms.gptq;

import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Refiner;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * GPTQ: chooses the codes of a layer's weights one input channel after another, and lets the channels that are still free make
 * up for the errors of those that are done, so that the layer's output changes least. See {@link Sweep} for the mathematics.
 *
 * <p>The parameters of the groups are those of the stage before ("static groups"), so that the order of the channels is free.
 * A row whose codes were better before, keeps them. The loss trace is {@code sum over rows of e H e^T / trace(H)}, for the
 * codes given and the codes chosen: with H = X^T X + lambda I.
 *
 * <p>Fewer rows of activations than channels leave X^T X singular; the damping makes up for it, and a note says so. Channels
 * that were never active are rounded to nearest.
 *
 * @see <a href="https://arxiv.org/abs/2210.17323">Frantar et al., GPTQ: Accurate Post-Training Quantization for Generative
 *     Pre-trained Transformers</a>
 */
public final class Gptq implements Refiner {
    private static final int TILE = 16;

    private static final List<Option> OPTIONS = List.of(
            Option.flag("actorder", true, "quantize the channels with the largest activations first"),
            Option.number("damping", 0.01, "lambda as a share of the mean of the diagonal of X^T X, 0 to 1"));

    @Override
    public String name() {
        return "gptq";
    }

    @Override
    public String description() {
        return "GPTQ (Frantar et al., 2022): codes channel by channel, later ones making up for the errors of earlier ones";
    }

    @Override
    public List<Option> options() {
        return OPTIONS;
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.GRAM);
    }

    @Override
    public Support supports(Format format) {
        return Support.yes().require("format", "one with codes, such as affine or nf4", format.text(),
                format instanceof CodedFormat);
    }

    @Override
    public QuantizeResult refine(QuantizeRequest request, QuantizedTensor start) {
        double damping = request.settings().number("damping");
        if (!(damping >= 0 && damping <= 1)) {
            throw new IllegalArgumentException("option damping of gptq takes a number from 0 to 1, not " + damping);
        }
        int channels = request.weights().shape().rowLength();
        var stats = request.activations().orElseThrow(() -> new IllegalArgumentException(
                "gptq needs the inputs of '" + request.name() + "'; calibrate first"));
        Hessian hessian = Hessian.of(request.name(), stats, channels, damping);
        List<String> notes = new ArrayList<>();
        if (stats.rows() < channels) {
            notes.add("gptq: " + stats.rows() + " rows of activations for " + channels
                    + " channels; more rows than channels make a better fit");
        }
        if (hessian.silentChannels() > 0) {
            notes.add("gptq: " + hessian.silentChannels() + " of " + channels
                    + " channels were never active and are rounded to nearest");
        }
        int[] order = hessian.order(request.settings().flag("actorder"));
        Sweep sweep = Sweep.of(hessian.factor(order), order, start);
        return chosen(request, start, sweep, hessian.trace()).withNotes(notes);
    }

    private static QuantizeResult chosen(QuantizeRequest request, QuantizedTensor start, Sweep sweep, double unit) {
        CodedFormat format = (CodedFormat) start.format();
        Shape shape = start.shape();
        QuantizedTensor.Builder builder = QuantizedTensor.builder(format, shape);
        start.components().forEach((name, component) -> builder.component(name).data().copyFrom(component.data()));
        Tensor codes = builder.component("codes");
        CodeGrid grid = new CodeGrid(format);
        int rows = Math.toIntExact(shape.rows());
        List<double[]> losses = IntStream.range(0, Math.ceilDiv(rows, TILE)).parallel()
                .mapToObj(tile -> new RowTile(request.weights(), start, grid, tile * TILE, Math.min(rows, (tile + 1) * TILE))
                        .choose(sweep, codes))
                .toList();
        double before = 0;
        double after = 0;
        for (double[] loss : losses) {
            before += loss[0];
            after += loss[1];
        }
        return QuantizeResult.of(builder.build(), List.of(before / unit, after / unit));
    }
}
