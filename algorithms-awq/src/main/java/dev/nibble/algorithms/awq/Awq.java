package dev.nibble.algorithms.awq;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.GroupedFormat;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.JointPreparation;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.PreparedTogether;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * AWQ, activation-aware weight quantization: multiplies the weights of each input channel by s, and the input by 1 / s, so that
 * channels with large inputs are rounded less; s by a search on sampled inputs, see {@link ScaleSearch}. With {@code clip} it
 * then clips the weights of every group, see {@link ClipSearch}.
 *
 * <p>The default searches both references' scales, with ratios up to 1 and no scales at all among them, and clips both ends of
 * a group's range; a row whose output is worse for the clipping, keeps its weights. So on the sampled inputs, under
 * round-to-nearest, scaling is never worse than none, and clipping never worse than scaling. {@code compat=llm-awq} and {@code compat=autoawq}
 * search what the references do, on the same grid. (Not what goes wrong in them: scales found on weights that the search itself
 * had changed, AutoAWQ on a CPU; division by zero for less than 512 rows, llm-awq.)
 *
 * <p>With {@code shared} layers that take the same input, such as query, key and value of an attention, get one scale, that with
 * the least sum of their output errors. That is what can be folded into the layer before, and what both references do in whole
 * models (llm-awq judges by the output of the block around them, which a stage does not see). It is not the default: a
 * scale for each layer is never worse for it, and applied at run time it costs one product for each input value.
 * A shared scale is never worse than none for the sum; a single layer may lose by it.
 *
 * <p>The loss trace is the mean squared error of the output on the sampled inputs by candidate, then, with clip, for the result.
 *
 * @see <a href="https://arxiv.org/abs/2306.00978">Lin et al., AWQ: Activation-aware Weight Quantization for LLM Compression and
 *     Acceleration</a>
 */
public final class Awq implements JointPreparation {
    private static final int GRID = 20;
    private static final int CLIP_ROWS = 512;

    /** The least mean |x| that the default believes, as a share of the mean over all channels. */
    private static final double LEAST_MEAN = 1e-3;

    private static final List<Option> OPTIONS = List.of(
            Option.choice("compat", "none for Nibble's own search, or the reference whose search to repeat",
                    "none", "llm-awq", "autoawq"),
            Option.flag("scale", true, "search scales of the input channels"),
            Option.flag("clip", false, "search bounds of the weights of each group; changes what the layer computes"),
            Option.flag("duo", true, "scales from activations and weights; compat=llm-awq never does it"),
            Option.flag("shared", false, "one scale for all layers that take the same input, by the sum of their errors"));

    @Override
    public String name() {
        return "awq";
    }

    @Override
    public String description() {
        return "AWQ (Lin et al., 2023): scales input channels, on request clips weights, by the error of the output";
    }

    @Override
    public List<Option> options() {
        return OPTIONS;
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.MOMENTS, Need.SAMPLES);
    }

    @Override
    public Support supports(Format format) {
        return Support.yes().require("format", "one with grouped parameters, such as affine or nf4", format.text(),
                format instanceof GroupedFormat);
    }

    @Override
    public boolean joins(Settings settings) {
        return settings.flag("shared");
    }

    @Override
    public PreparedTogether prepareTogether(List<QuantizeRequest> requests) {
        List<Inputs> all = requests.stream().map(Inputs::of).toList();
        Inputs inputs = all.getFirst();
        GroupedFormat format = (GroupedFormat) requests.getFirst().format();
        Settings settings = requests.getFirst().settings();
        boolean own = settings.text("compat").equals("none");
        List<String> notes = new ArrayList<>();
        if (inputs.silentChannels() > 0) {
            notes.add("awq: " + inputs.silentChannels() + " of " + inputs.meanAbs().length + " channels were never active"
                    + (own ? " and count as average ones" : ""));
        }
        ScaleSearch search = new ScaleSearch(requests.stream().map(QuantizeRequest::weights).toList(), format, inputs);
        ScaleSearch.Found found = own ? ownScales(search, settings) : referenceScales(search, settings);
        List<Double> trace = new ArrayList<>(found.losses());
        float[] s = found.best().s();
        notes.add("awq: " + found.best());
        List<Tensor> scaled = search.times(s);
        if (!settings.flag("clip")) {
            return new PreparedTogether(inputScale(s), scaled, false, trace, notes);
        }
        List<Tensor> clipped = IntStream.range(0, scaled.size())
                .mapToObj(layer -> own ? clippedWhereBetter(search, layer, scaled.get(layer), s)
                        : clippedAsReference(search, scaled.get(layer), s))
                .toList();
        trace.add(search.mean(clipped, s));
        return new PreparedTogether(inputScale(s), clipped, true, trace, notes);
    }

    private static ScaleSearch.Found referenceScales(ScaleSearch search, Settings settings) {
        ScaleForm form = !settings.flag("scale")
                ? ScaleForm.NONE
                : settings.flag("duo") && settings.text("compat").equals("autoawq") ? ScaleForm.DUO : ScaleForm.ACTIVATIONS;
        float[] wm = ScaleForm.meanRelativeMagnitude(search.layers(), search.format());
        List<ScaleSearch.Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < (form == ScaleForm.NONE ? 1 : GRID); i++) {
            candidates.add(candidate(form, (double) i / GRID, search.inputs().meanAbs(), wm));
        }
        return search.best(candidates);
    }

    /** Both forms on a grid half as fine, then the two neighbours of the best point. */
    private static ScaleSearch.Found ownScales(ScaleSearch search, Settings settings) {
        float[] xm = believable(search.inputs().meanAbs());
        float[] wm = ScaleForm.meanRelativeMagnitude(search.layers(), search.format());
        List<ScaleSearch.Candidate> coarse = new ArrayList<>(List.of(candidate(ScaleForm.NONE, 0, xm, wm)));
        if (settings.flag("scale")) {
            for (int i = 2; i <= GRID; i += 2) {
                coarse.add(candidate(ScaleForm.ACTIVATIONS, (double) i / GRID, xm, wm));
            }
            for (int i = 0; settings.flag("duo") && i <= GRID; i += 2) {
                coarse.add(candidate(ScaleForm.DUO, (double) i / GRID, xm, wm));
            }
        }
        ScaleSearch.Found found = search.best(coarse);
        ScaleSearch.Candidate best = found.best();
        if (best.form() == ScaleForm.NONE) {
            return found;
        }
        ScaleSearch.Found fine = search.best(List.of(best,
                candidate(best.form(), Math.max(0, best.ratio() - 1.0 / GRID), xm, wm),
                candidate(best.form(), Math.min(1, best.ratio() + 1.0 / GRID), xm, wm)));
        List<Double> losses = new ArrayList<>(found.losses());
        losses.addAll(fine.losses());
        return new ScaleSearch.Found(fine.best(), losses);
    }

    private static ScaleSearch.Candidate candidate(ScaleForm form, double ratio, float[] xm, float[] wm) {
        return new ScaleSearch.Candidate(form, ratio, form.scales(xm, wm, ratio));
    }

    /**
     * Means that are so small that the channel's weights would vanish beside their neighbours' are raised. Of a channel that was
     * never active nothing is known, so it counts as an average one.
     */
    private static float[] believable(float[] meanAbs) {
        double sum = 0;
        for (float mean : meanAbs) {
            sum += mean;
        }
        float average = (float) (sum / meanAbs.length);
        float least = (float) (LEAST_MEAN * average);
        float[] raised = new float[meanAbs.length];
        for (int k = 0; k < raised.length; k++) {
            raised[k] = meanAbs[k] == 0 ? average : Math.max(meanAbs[k], least);
        }
        return raised;
    }

    private static Tensor clippedAsReference(ScaleSearch search, Tensor scaled, float[] s) {
        Inputs inputs = search.inputs().dividedBy(s).thinned(CLIP_ROWS);
        return new ClipSearch(search.format(), ClipSearch.Grid.SYMMETRIC).clip(scaled, inputs);
    }

    /** The search sees a group alone; rows whose whole output is worse for it are left as they were. */
    private static Tensor clippedWhereBetter(ScaleSearch search, int layer, Tensor scaled, float[] s) {
        Tensor clipped = new ClipSearch(search.format(), ClipSearch.Grid.BOTH_ENDS).clip(scaled, search.inputs().dividedBy(s));
        double[] without = search.lossByRow(layer, scaled, s);
        double[] with = search.lossByRow(layer, clipped, s);
        float[] row = new float[s.length];
        for (int r = 0; r < with.length; r++) {
            if (with[r] > without[r]) {
                scaled.readRow(r, row);
                clipped.writeRow(r, row);
            }
        }
        // Formats with a scale for all of the tensor round a row differently when others change.
        return Arrays.stream(search.lossByRow(layer, clipped, s)).sum() > Arrays.stream(without).sum() ? scaled : clipped;
    }

    private static Optional<Transform> inputScale(float[] s) {
        float[] factors = new float[s.length];
        boolean needed = false;
        for (int k = 0; k < s.length; k++) {
            factors[k] = 1 / s[k];
            needed |= s[k] != 1;
        }
        return needed ? Optional.of(Transform.InputScale.of(factors)) : Optional.empty();
    }
}
