package dev.nibble.harness.cell;

import dev.nibble.api.device.Device;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Linear;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Metric.Better;
import dev.nibble.harness.trace.Metric.Role;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.eval.EvalTexts;
import dev.nibble.models.eval.Fidelity;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.quantized.QuantizedModelFile;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.models.quantized.WeightSource;
import dev.nibble.runtime.dispatch.Contracts;
import dev.nibble.runtime.dispatch.Explanation;
import dev.nibble.runtime.dispatch.NoEligibleKernelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Compares a model as its file has it, its quantized layers on kernels that the dispatcher chooses, with a float model:
 * a model cell without a quantizer. Its settings may have {@code text}, a file with one text a line, and the float model
 * is {@code against}.
 */
final class StoredModelEvaluation {
    static final String TEXT = "text";
    static final String AGAINST = "against";

    private final Registry registry;
    private final Contracts contracts;
    private final Device device;
    private final Cell.ModelCell cell;

    StoredModelEvaluation(Registry registry, Contracts contracts, Device device, Cell.ModelCell cell) {
        this.registry = registry;
        this.contracts = contracts;
        this.device = device;
        this.cell = cell;
    }

    /** The name or path of the float model. */
    static String against(Cell.ModelCell cell) {
        return cell.settings().getOrDefault(AGAINST, ModelSource.MINILM);
    }

    /** @param reference the float model, which stays open */
    Outcome run(OpenModel reference) {
        Path path = ModelSource.locate(cell.model());
        try (TensorFile file = TensorFile.of(path)) {
            if (!QuantizedModelFile.isQuantized(file)) {
                return evaluate(WeightSource.of(file), reference);
            }
        }
        try (QuantizedModelFile model = QuantizedModelFile.open(path, registry::format)) {
            return evaluate(model, reference);
        }
    }

    private Outcome evaluate(WeightSource weights, OpenModel reference) {
        List<String> texts = Optional.ofNullable(cell.settings().get(TEXT))
                .map(text -> EvalTexts.of(Path.of(text)))
                .orElseGet(EvalTexts::addresses);
        int maxRows = reference.tokenizer().maxTokens();
        ServedLayers served = new ServedLayers(registry, device, contracts, cell, maxRows);
        List<String> layers = MiniLmEncoder.linearWeights().stream()
                .filter(name -> weights.quantized(name).isPresent())
                .toList();
        Map<String, List<String>> refused = new LinkedHashMap<>();
        Map<String, List<String>> fallbacks = new LinkedHashMap<>();
        for (String layer : layers) {
            choose(layer, weights.quantized(layer).orElseThrow(), served, maxRows, refused, fallbacks);
        }
        if (!refused.isEmpty()) {
            return new Outcome.Unsupported(lines(refused));
        }
        List<float[]> expected = reference.floatEmbeddings(texts);
        long start = System.nanoTime();
        Fidelity fidelity;
        try (MiniLmEncoder encoder = MiniLmEncoder.load(weights, reference.tokenizer(), served.factory())) {
            fidelity = Fidelity.between(expected, encoder.embedAll(texts));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long fallenBack = fallbacks.values().stream().mapToLong(List::size).sum();
        return new Outcome.Passed(metrics(fidelity, layers.size(), fallenBack, seconds), lines(fallbacks), Map.of());
    }

    /** Files a layer under the reason why no kernel serves it, or why it falls back; one class of rows suffices. */
    private void choose(String layer, QuantizedWeight weight, ServedLayers served, int maxRows,
            Map<String, List<String>> refused, Map<String, List<String>> fallbacks) {
        for (int m : new int[] {1, Math.min(16, maxRows), maxRows}) {
            OpSpec spec = new OpSpec(Linear.NAME, weight.tensor().format(), weight.tensor().shape(), m,
                    weight.activation());
            try {
                if (served.dispatcher().choose(spec).isReference()) {
                    fallbacks.computeIfAbsent(reason(served.dispatcher().explain(spec)), _ -> new ArrayList<>()).add(layer);
                    return;
                }
            } catch (NoEligibleKernelException e) {
                (served.decodes() ? fallbacks : refused)
                        .computeIfAbsent(reason(e.explanation()), _ -> new ArrayList<>()).add(layer);
                return;
            }
        }
    }

    /** Without the shape, so that layers of the same format share a line. */
    private static String reason(Explanation explanation) {
        String kernels = explanation.candidates().stream()
                .filter(candidate -> !candidate.reference())
                .map(candidate -> candidate.kernel() + ": " + candidate.support())
                .collect(Collectors.joining("; "));
        Activation activation = explanation.spec().activation();
        return explanation.spec().format().text() + (activation == Activation.F32 ? "" : " with " + activation.kind() + " inputs")
                + ": " + (kernels.isEmpty() ? "there is no fast kernel" : kernels);
    }

    private static List<String> lines(Map<String, List<String>> layersByReason) {
        return layersByReason.entrySet().stream()
                .map(entry -> entry.getValue().size() + " layers ("
                        + String.join(", ", LayerNames.compact(entry.getValue())) + ") of " + entry.getKey())
                .toList();
    }

    private static List<Metric> metrics(Fidelity fidelity, int layers, long fallbacks, double seconds) {
        return List.of(
                Metric.of("cosine.mean", "", Role.PRIMARY, Better.HIGHER, fidelity.meanCosine()),
                Metric.of("cosine.min", "", Role.SECONDARY, Better.HIGHER, fidelity.minCosine()),
                Metric.of("spearman", "", Role.SECONDARY, Better.HIGHER, fidelity.spearman()),
                Metric.of("texts", "", Role.SECONDARY, Better.NEITHER, fidelity.texts()),
                Metric.of("tensors.quantized", "", Role.SECONDARY, Better.NEITHER, layers),
                Metric.of("tensors.total", "", Role.SECONDARY, Better.NEITHER, MiniLmEncoder.linearWeights().size()),
                Metric.of("fallback.layers", "", Role.SECONDARY, Better.LOWER, fallbacks),
                Metric.of("eval.seconds", "s", Role.SECONDARY, Better.LOWER, seconds));
    }
}
