package dev.nibble.harness.cell;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.Provenance;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Calibration;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.quantizer.StageReport;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.file.TensorInfo;
import dev.nibble.models.plan.TensorPlan;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.runtime.quantize.Quantization;
import dev.nibble.runtime.quantize.WeightError;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Quantizes the tensors of a plan, several at once, and hands them over one by one in the plan's order. No more tensors
 * are under way than there are threads, nor more than fit into the given memory, so that the peak is about the largest
 * of them and not the model.
 */
public final class ModelQuantization {
    /** The weights as float, codes, scales and what an algorithm needs on its way, in bytes for each element. */
    private static final long BYTES_PER_ELEMENT = 32;

    private final Registry registry;
    private final Quantizer quantizer;
    private final Format format;
    private final Settings settings;
    private final long seed;
    private final Optional<Calibration> calibration;

    /** @param calibration statistics of the layers' inputs, for quantizers that need some */
    public ModelQuantization(Registry registry, Quantizer quantizer, Format format, Settings settings, long seed,
            Optional<Calibration> calibration) {
        this.registry = registry;
        this.quantizer = quantizer;
        this.format = format;
        this.settings = settings;
        this.seed = seed;
        this.calibration = calibration;
    }

    /**
     * A quantized tensor.
     *
     * @param weight with its transform, if it has one
     * @param error against the original weights, the transform counted in
     * @param loss the quantizer's own objective after each step; may be empty
     * @param notes what the quantizer has to say of this tensor
     * @param stages what each stage of a pipeline reported
     * @param seconds the time that quantizing took
     */
    public record Done(TensorInfo info, QuantizedWeight weight, WeightError error, List<Double> loss, List<String> notes,
            List<StageReport> stages, double seconds) {
        public QuantizedTensor tensor() {
            return weight.tensor();
        }
    }

    /** Takes the tensors in the plan's order. */
    @FunctionalInterface
    public interface Sink {
        /** Called by one thread. */
        void accept(Done done);
    }

    /** A tensor under way. */
    private record Pending(long bytes, Future<Done> result) {}

    /**
     * Runs the plan.
     *
     * @param threads tensors at once
     * @param memory bytes that tensors under way may take together; one tensor always may
     * @throws RuntimeException whatever the quantizer or the sink throws first, in the plan's order; the rest is dropped
     */
    public void run(TensorFile file, List<TensorPlan.Line> plan, int threads, long memory, Sink sink) {
        ArrayDeque<Pending> pending = new ArrayDeque<>();
        long taken = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            try {
                for (TensorPlan.Line line : plan) {
                    TensorInfo info = line.info();
                    long bytes = Math.multiplyExact(info.shape().elements(), BYTES_PER_ELEMENT);
                    while (!pending.isEmpty() && (pending.size() >= threads || bytes > memory - taken)) {
                        taken -= pending.peek().bytes();
                        sink.accept(await(pending.remove()));
                    }
                    taken += bytes;
                    pending.add(new Pending(bytes, pool.submit(() -> quantize(file, info))));
                }
                while (!pending.isEmpty()) {
                    sink.accept(await(pending.remove()));
                }
            } finally {
                pool.shutdownNow();
            }
        }
    }

    private Done quantize(TensorFile file, TensorInfo info) {
        Tensor weights = file.tensor(info.name());
        Optional<ActivationStats> activations = quantizer.needs().isEmpty()
                ? Optional.empty()
                : calibration.flatMap(it -> it.layer(info.name()));
        long startedAt = System.nanoTime();
        QuantizeResult result = new Quantization(registry).quantize(quantizer,
                new QuantizeRequest(info.name(), weights, format, settings, activations, seed));
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        QuantizedWeight weight = new QuantizedWeight(
                activations.isPresent() ? calibrated(result.tensor()) : result.tensor(), result.transform());
        return new Done(info, weight, WeightError.between(weights, result.tensor(), result.transform()), result.lossTrace(),
                result.notes(), result.stages(), seconds);
    }

    /** Provenance names the statistics that had a part in it. */
    private QuantizedTensor calibrated(QuantizedTensor tensor) {
        Provenance by = tensor.provenance();
        Map<String, String> settings = new TreeMap<>(by.settings());
        settings.put("calibration", calibration.orElseThrow().contentHash());
        return tensor.withProvenance(new Provenance(by.quantizer(), by.version(), settings, by.pluginDigest()));
    }

    private static Done await(Pending pending) {
        try {
            return pending.result().get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
