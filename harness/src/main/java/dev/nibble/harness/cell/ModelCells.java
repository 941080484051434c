package dev.nibble.harness.cell;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Metric.Better;
import dev.nibble.harness.trace.Metric.Role;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.models.calibrate.CalibrationFile;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.eval.Fidelity;
import dev.nibble.models.plan.TensorPlan;
import dev.nibble.models.quantized.WeightSource;
import dev.nibble.runtime.dispatch.Contracts;
import dev.nibble.runtime.dispatch.NoEligibleKernelException;
import dev.nibble.runtime.quantize.QuantizationRefusedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs model cells: quantizes the weights of a model's linear layers, and compares what the model then computes, on
 * kernels that the dispatcher chose, with what it computed in float32.
 */
final class ModelCells implements AutoCloseable {
    private final Registry registry;
    private final Contracts contracts;
    private final Map<String, OpenModel> models = new HashMap<>();
    private final Map<Path, CalibrationFile> calibrations = new HashMap<>();
    /** By model and calibration. */
    private final Map<List<String>, OutputErrors> outputErrors = new HashMap<>();

    ModelCells(Registry registry, Contracts contracts) {
        this.registry = registry;
        this.contracts = contracts;
    }

    Outcome run(Cell.ModelCell cell, Device device, int sentences) {
        if (cell.quantizer().isEmpty()) {
            OpenModel reference = models.computeIfAbsent(StoredModelEvaluation.against(cell), OpenModel::open);
            return new StoredModelEvaluation(registry, contracts, device, cell).run(reference);
        }
        Format format = registry.format(cell.format());
        Quantizer quantizer = registry.quantizer(cell.quantizer());
        Settings settings = Settings.of(quantizer.options(), cell.settings());
        Support support = quantizer.supports(format);
        if (!support.supported()) {
            return new Outcome.Unsupported(Cases.reasons(support));
        }
        OpenModel model = models.computeIfAbsent(cell.model(), OpenModel::open);
        TensorPlan plan = TensorPlan.of(model.file(), format, List.of(), List.of());
        Optional<CalibrationFile> calibration = calibration(cell);
        Optional<String> obstacle = obstacle(cell, quantizer, model, plan, calibration);
        if (obstacle.isPresent()) {
            return new Outcome.Unsupported(List.of(obstacle.get()));
        }
        try {
            List<Metric> metrics = new ArrayList<>();
            List<String> notes = new ArrayList<>();
            ModelWeights weights = quantize(cell, model, plan, new ModelQuantization(registry, quantizer, format, settings,
                    cell.seed(), calibration.map(CalibrationFile::calibration)), notes);
            if (model.isEncoder()) {
                evaluate(cell, device, model, weights, sentences, metrics, notes);
            } else {
                notes.add("no fidelity: Nibble cannot run this model, so only the errors of its layers are known");
            }
            calibration.ifPresent(file -> outputErrors
                    .computeIfAbsent(List.of(cell.model(), cell.calibration()),
                            _ -> new OutputErrors(model, file.calibration()))
                    .measure(weights.quantized(), model.texts(sentences), metrics, notes));
            metrics.addAll(weights.metrics());
            notes.add(plan.summary());
            notes.addAll(kept(plan));
            return new Outcome.Passed(metrics, notes, weights.relativeErrors());
        } catch (QuantizationRefusedException e) {
            return new Outcome.Unsupported(List.of(e.getMessage()));
        } catch (NoEligibleKernelException e) {
            return new Outcome.Unsupported(List.of(e.getMessage().replaceAll("\\s*\\R\\s*", " ")));
        }
    }

    /** With sequential calibration, a file of statistics serves the errors of outputs only. */
    private Optional<String> obstacle(Cell.ModelCell cell, Quantizer quantizer, OpenModel model, TensorPlan plan,
            Optional<CalibrationFile> calibration) {
        CalibrationNeed need = new CalibrationNeed(quantizer, cell.model());
        if (!cell.sequential().isEmpty()) {
            return need.sequentialObstacle(SequentialCalibration.of(cell.sequential()).mode(), model.file())
                    .or(() -> calibration.flatMap(it -> CalibrationNeed.misfit(it, model.file())));
        }
        return need.obstacle(calibration, model.file(),
                plan.in(TensorPlan.State.QUANTIZED).stream().map(TensorPlan.Line::name).toList(), registry.quantizers());
    }

    private static ModelWeights quantize(Cell.ModelCell cell, OpenModel model, TensorPlan plan, ModelQuantization quantization,
            List<String> notes) {
        if (cell.sequential().isEmpty()) {
            return ModelWeights.quantize(quantization, model.file(), plan, cell.threads());
        }
        SequentialCalibration calibration = SequentialCalibration.of(cell.sequential());
        SequentialQuantization sequential = new SequentialQuantization(quantization, calibration, model.tokenizer(), _ -> { });
        ModelWeights weights = ModelWeights.quantize(sequential, model.file(), plan, cell.threads());
        CalibrationTexts texts = calibration.texts();
        notes.add("sequential calibration, " + calibration.mode().text() + ": " + sequential.captured().steps() + " steps, on "
                + sequential.captured().rows() + " rows of " + texts.texts().size() + " texts (" + texts.name()
                + "), each with the layers before it quantized");
        return weights;
    }

    /** Opened and checked once for all cells. */
    private Optional<CalibrationFile> calibration(Cell.ModelCell cell) {
        return cell.calibration().isEmpty()
                ? Optional.empty()
                : Optional.of(calibrations.computeIfAbsent(Path.of(cell.calibration()), CalibrationFile::open));
    }

    private void evaluate(Cell.ModelCell cell, Device device, OpenModel model, ModelWeights weights, int sentences,
            List<Metric> metrics, List<String> notes) {
        List<String> texts = model.texts(sentences);
        List<float[]> reference = model.floatEmbeddings(texts);
        ServedLayers layers = new ServedLayers(registry, device, contracts, cell, model.tokenizer().maxTokens());
        Fidelity fidelity;
        double seconds;
        try (MiniLmEncoder encoder = MiniLmEncoder.load(
                WeightSource.of(model.file(), weights.quantized()), model.tokenizer(), layers.factory())) {
            // Kernels are proven where they were not yet and packed now, so that the time is that of the model.
            encoder.embed(texts.getFirst());
            long start = System.nanoTime();
            fidelity = Fidelity.between(reference, encoder.embedAll(texts));
            seconds = (System.nanoTime() - start) / 1e9;
        }
        metrics.add(Metric.of("cosine.mean", "", Role.PRIMARY, Better.HIGHER, fidelity.meanCosine()));
        metrics.add(Metric.of("cosine.min", "", Role.SECONDARY, Better.HIGHER, fidelity.minCosine()));
        metrics.add(Metric.of("spearman", "", Role.SECONDARY, Better.HIGHER, fidelity.spearman()));
        metrics.add(Metric.of("eval.seconds", "s", Role.SECONDARY, Better.LOWER, seconds));
        metrics.add(Metric.of("fallback.layers", "", Role.SECONDARY, Better.LOWER, layers.fallbackLayers(weights)));
        notes.add("fidelity on " + texts.size() + " sentences");
        counted(layers.fallbacks()).forEach((line, count) -> notes.add("fallback in " + count + " layers: " + line));
    }

    private static Map<String, Integer> counted(List<String> lines) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        lines.forEach(line -> counts.merge(line, 1, Integer::sum));
        return counts;
    }

    /** The tensors that were not quantized, by reason. */
    private static List<String> kept(TensorPlan plan) {
        Map<String, List<String>> byReason = new TreeMap<>();
        plan.in(TensorPlan.State.KEPT)
                .forEach(line -> byReason.computeIfAbsent(line.reason(), _ -> new ArrayList<>()).add(line.name()));
        return byReason.entrySet().stream()
                .map(it -> String.format(Locale.ROOT, "kept %d: %s: %s", it.getValue().size(), it.getKey(),
                        String.join(", ", it.getValue())))
                .toList();
    }

    @Override
    public void close() {
        models.values().forEach(OpenModel::close);
        calibrations.values().forEach(CalibrationFile::close);
    }
}
