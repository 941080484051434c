package dev.nibble.models.fold;

import dev.nibble.api.quantizer.Transform;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.models.quantized.WeightSource;
import dev.nibble.runtime.structure.RowFactors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Decides for the input scales of a model's quantized layers which of them can be folded into the tensors before. Everything
 * is found by running the float model on real inputs: which layers take the same input, which tensors make it, and whether the
 * model still computes the same when these are multiplied and those divided. Nothing is told by an architecture or its names.
 */
public final class Folding {
    /** What rounding explains of one layer's input; what is wrong is off by orders of magnitude more. */
    private static final double ROUNDING = 1e-5;

    private final WeightSource floats;
    private final ObservedRun model;
    private final Map<String, QuantizedWeight> quantized;
    private final ObservedRun.Observed before;
    private final Map<Integer, Producers> producers = new HashMap<>();

    private Folding(WeightSource floats, ObservedRun model, Map<String, QuantizedWeight> quantized) {
        this.floats = floats;
        this.model = model;
        this.quantized = quantized;
        this.before = model.run(floats);
    }

    /**
     * Decides for all layers that have an input scale, in the order in which the model runs them.
     *
     * @param floats the model's weights before they were quantized
     * @param quantized the quantized weights by name
     * @throws IllegalArgumentException if a layer with a scale is not run, or the outputs are all zero
     */
    public static List<FoldDecision> decide(WeightSource floats, ObservedRun model, Map<String, QuantizedWeight> quantized) {
        if (quantized.values().stream().allMatch(weight -> weight.transform().isEmpty())) {
            return List.of();
        }
        Folding folding = new Folding(floats, model, quantized);
        folding.requireRun();
        return folding.before.readers().stream().map(folding::decide).flatMap(Optional::stream).toList();
    }

    private void requireRun() {
        quantized.forEach((name, weight) -> {
            if (weight.transform().isPresent() && !before.inputs().containsKey(name)) {
                throw new IllegalArgumentException("'" + name + "' has an input scale and is no layer of the model that is run");
            }
        });
    }

    private Optional<Transform> scale(String layer) {
        return Optional.ofNullable(quantized.get(layer)).flatMap(QuantizedWeight::transform);
    }

    private Optional<FoldDecision> decide(List<String> readers) {
        List<String> scaled = readers.stream().filter(layer -> scale(layer).isPresent()).toList();
        if (scaled.isEmpty()) {
            return Optional.empty();
        }
        String first = scaled.getFirst();
        Transform scale = scale(first).orElseThrow();
        Optional<String> other = readers.stream()
                .filter(layer -> scale(layer).map(it -> !it.sameAs(scale)).orElse(true)).findFirst();
        return Optional.of(other
                .<FoldDecision>map(layer -> new FoldDecision.AtRunTime(scaled, "'" + layer + "' takes the same input and has "
                        + (scale(layer).isPresent() ? "a scale of its own; a stage that joins layers, such as awq:shared, gives"
                                + " them one" : "no scale")))
                .orElseGet(() -> switch (scale) {
                    case Transform.InputScale it -> into(readers, it);
                }));
    }

    private FoldDecision into(List<String> readers, Transform.InputScale scale) {
        String layer = readers.getFirst();
        Producers known = producers.computeIfAbsent(Math.toIntExact(scale.channels()),
                channels -> Producers.ofChannels(channels, floats, model, before));
        List<List<String>> nearest = known.nearest(layer);
        if (nearest.isEmpty()) {
            return new FoldDecision.AtRunTime(readers, "no tensors of the model have one row or element for each channel");
        }
        List<String> reasons = new ArrayList<>();
        for (List<String> module : nearest) {
            double offBy = known.offBy(module, layer);
            if (!(offBy <= ROUNDING)) {
                break;
            }
            Fold fold = new Fold(module, readers, scale);
            FoldCheck check = FoldCheck.compare(before.outputs(), model.run(fold.applyTo(floats)).outputs());
            Optional<String> obstacle = check.invariant()
                    ? obstacle(fold)
                    : Optional.of("multiplying " + fold.producersText() + " changes more than this input: " + check.measured());
            if (obstacle.isEmpty()) {
                return new FoldDecision.Folded(readers, fold, check);
            }
            reasons.add(obstacle.get());
        }
        if (reasons.isEmpty()) {
            reasons.add(String.format(Locale.ROOT, "no tensor multiplies this input; nearest comes %s, by which it is off by %.1e",
                    Fold.text(nearest.getFirst()), known.offBy(nearest.getFirst(), layer)));
        }
        return new FoldDecision.AtRunTime(readers, String.join("; ", reasons));
    }

    /** Why quantized tensors that would be multiplied cannot be. */
    private Optional<String> obstacle(Fold fold) {
        return fold.producers().stream().filter(quantized::containsKey)
                .filter(name -> RowFactors.multiply(quantized.get(name).tensor(), fold.scale().values()).isEmpty())
                .findFirst()
                .map(name -> "the scale could go into '" + name + "', but rows of "
                        + quantized.get(name).tensor().format().text() + " cannot be multiplied without choosing codes anew");
    }
}
