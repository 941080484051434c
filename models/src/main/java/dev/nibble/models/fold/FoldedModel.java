package dev.nibble.models.fold;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.models.quantized.WeightSource;
import dev.nibble.runtime.structure.RowFactors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A quantized model whose input scales are folded where {@link Folding} showed that they can be.
 *
 * @param quantized all quantized weights; those whose scale was folded have none any more
 * @param plain the tensors that are not quantized and were multiplied, float32, by name
 * @param decisions what became of each scale
 * @param whole how far the quantized model's outputs moved by all folds together; empty if there was none
 */
public record FoldedModel(Map<String, QuantizedWeight> quantized, Map<String, Tensor> plain, List<FoldDecision> decisions,
        Optional<FoldCheck> whole) {
    /**
     * Folds what can be folded. If the quantized model then computes something else than before, by more than rounding,
     * nothing is folded and every decision says so. That is judged on float32 inputs of all layers: quantized ones stay as they
     * are chosen, but a last bit that takes a value to the next code would look like a difference.
     *
     * @throws IllegalArgumentException as {@link Folding#decide}
     */
    public static FoldedModel of(TensorFile file, Map<String, QuantizedWeight> quantized, ObservedRun model) {
        List<FoldDecision> decisions = Folding.decide(WeightSource.of(file), model, quantized);
        Map<String, QuantizedWeight> weights = new LinkedHashMap<>(quantized);
        Map<String, Tensor> plain = new LinkedHashMap<>();
        boolean folded = false;
        for (FoldDecision decision : decisions) {
            if (decision instanceof FoldDecision.Folded it) {
                apply(it, file, weights, plain);
                folded = true;
            }
        }
        if (!folded) {
            return new FoldedModel(quantized, Map.of(), decisions, Optional.empty());
        }
        FoldCheck whole = FoldCheck.compare(model.run(WeightSource.of(file, withFloatInputs(quantized))).outputs(),
                model.run(source(file, withFloatInputs(weights), plain)).outputs());
        if (!whole.invariant()) {
            List<FoldDecision> none = decisions.stream().<FoldDecision>map(it -> new FoldDecision.AtRunTime(it.layers(),
                    "with all folds together the quantized model's " + whole)).toList();
            return new FoldedModel(quantized, Map.of(), none, Optional.of(whole));
        }
        return new FoldedModel(weights, plain, decisions, Optional.of(whole));
    }

    private static Map<String, QuantizedWeight> withFloatInputs(Map<String, QuantizedWeight> weights) {
        return weights.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().withFloatInputs()));
    }

    private static void apply(FoldDecision.Folded decision, TensorFile file, Map<String, QuantizedWeight> weights,
            Map<String, Tensor> plain) {
        Fold fold = decision.fold();
        for (String name : fold.producers()) {
            QuantizedWeight weight = weights.get(name);
            if (weight == null) {
                plain.put(name, fold.multiplied(name, plain.getOrDefault(name, file.tensor(name))));
            } else {
                QuantizedTensor tensor = RowFactors.multiply(weight.tensor(), fold.scale().values()).orElseThrow();
                weights.put(name, weight.withTensor(tensor));
            }
        }
        fold.consumers().forEach(name -> weights.put(name, weights.get(name).withoutTransform()));
    }

    private static WeightSource source(TensorFile file, Map<String, QuantizedWeight> weights, Map<String, Tensor> plain) {
        WeightSource quantized = WeightSource.of(file, weights);
        return new WeightSource() {
            @Override
            public List<String> names() {
                return quantized.names();
            }

            @Override
            public Optional<QuantizedWeight> quantized(String name) {
                return quantized.quantized(name);
            }

            @Override
            public Tensor tensor(String name) {
                return plain.containsKey(name) ? plain.get(name) : quantized.tensor(name);
            }
        };
    }

    /** What was done to tensors, by name: whose scale went where. */
    public Map<String, String> changes() {
        Map<String, String> changes = new LinkedHashMap<>();
        for (FoldDecision decision : decisions) {
            if (decision instanceof FoldDecision.Folded(List<String> layers, Fold fold, FoldCheck check)) {
                layers.forEach(name -> add(changes, name, "input scale folded into " + fold.producersText() + ", " + check.measured()));
                fold.producers().forEach(name -> add(changes, name, "multiplied by the input scale of " + Fold.text(layers)));
            }
        }
        return changes;
    }

    private static void add(Map<String, String> changes, String name, String what) {
        changes.merge(name, what, (a, b) -> a + "; " + b);
    }
}
