package dev.nibble.harness.cell;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.Provenance;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Calibration;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.quantizer.StageReport;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.calibrate.SequentialCapture;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.file.TensorInfo;
import dev.nibble.models.plan.TensorPlan;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.runtime.quantize.JointQuantizer;
import dev.nibble.runtime.quantize.Quantization;
import dev.nibble.runtime.quantize.WeightError;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Quantizes the tensors of a plan, several at once, and hands them over one by one in the plan's order. Where the quantizer
 * joins layers, those that share an input by the calibration are quantized together. No more such groups are under way than
 * there are threads, nor more than fit into the given memory, so that the peak is about the largest of them and not the model;
 * a group whose tensors stand apart in the plan waits in its quantized form.
 */
public final class ModelQuantization implements PlanQuantization {
    /** The weights as float, codes, scales and what an algorithm needs on its way, in bytes for each element. */
    private static final long BYTES_PER_ELEMENT = 32;

    private final Registry registry;
    private final Quantizer quantizer;
    private final Format format;
    private final Settings settings;
    private final long seed;
    private final Optional<Calibration> calibration;
    /** What provenance says of the calibration beside its hash. */
    private final Map<String, String> about;
    /** Weights to quantize in place of the file's. */
    private final Map<String, Tensor> corrected;

    /** @param calibration statistics of the layers' inputs, for quantizers that need some */
    public ModelQuantization(Registry registry, Quantizer quantizer, Format format, Settings settings, long seed,
            Optional<Calibration> calibration) {
        this(registry, quantizer, format, settings, seed, calibration, Map.of(), Map.of());
    }

    private ModelQuantization(Registry registry, Quantizer quantizer, Format format, Settings settings, long seed,
            Optional<Calibration> calibration, Map<String, String> about, Map<String, Tensor> corrected) {
        this.registry = registry;
        this.quantizer = quantizer;
        this.format = format;
        this.settings = settings;
        this.seed = seed;
        this.calibration = calibration;
        this.about = about;
        this.corrected = corrected;
    }

    /**
     * The same with the statistics of one step of a sequential calibration.
     *
     * @param noted what provenance says of them beside their hash, by name
     */
    ModelQuantization step(SequentialCapture.Work work, Map<String, String> noted) {
        return new ModelQuantization(registry, quantizer, format, settings, seed, Optional.of(work.statistics()), Map.copyOf(noted),
                Map.copyOf(work.corrected()));
    }

    /** What the quantizer wants to know of the layers' inputs. */
    Set<Need> needs() {
        return quantizer.needs();
    }

    /**
     * A quantized tensor.
     *
     * @param weight with its transform, if it has one, and its activation
     * @param error against the original weights, the transform counted in; of the weights alone, whatever becomes of the inputs
     * @param loss the quantizer's own objective after each step; may be empty
     * @param notes what the quantizer has to say of this tensor
     * @param stages what each stage of a pipeline reported
     * @param seconds the time that quantizing took; of a group, its share
     */
    public record Done(TensorInfo info, QuantizedWeight weight, WeightError error, List<Double> loss, List<String> notes,
            List<StageReport> stages, double seconds) {
        public QuantizedTensor tensor() {
            return weight.tensor();
        }
    }

    /** Tensors under way together. */
    private record Pending(long bytes, Future<List<Done>> result) {}

    @Override
    public void run(TensorFile file, List<TensorPlan.Line> plan, int threads, long memory, Sink sink) {
        PlanOrder inOrder = new PlanOrder(plan.stream().map(TensorPlan.Line::name).toList(), sink);
        ArrayDeque<Pending> pending = new ArrayDeque<>();
        long taken = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            try {
                for (List<TensorInfo> group : groups(plan)) {
                    long bytes = group.stream()
                            .mapToLong(info -> Math.multiplyExact(info.shape().elements(), BYTES_PER_ELEMENT)).sum();
                    while (!pending.isEmpty() && (pending.size() >= threads || bytes > memory - taken)) {
                        taken -= pending.peek().bytes();
                        inOrder.take(await(pending.remove()));
                    }
                    taken += bytes;
                    pending.add(new Pending(bytes, pool.submit(() -> quantize(file, group))));
                }
                while (!pending.isEmpty()) {
                    inOrder.take(await(pending.remove()));
                }
            } finally {
                pool.shutdownNow();
            }
        }
    }

    /** Tensors of layers that share an input, where the quantizer wants to know; otherwise each alone. */
    private List<List<TensorInfo>> groups(List<TensorPlan.Line> plan) {
        boolean join = quantizer instanceof JointQuantizer joint && joint.joins(settings) && calibration.isPresent();
        if (!join) {
            return plan.stream().map(line -> List.of(line.info())).toList();
        }
        Map<String, TensorInfo> byName = new LinkedHashMap<>();
        plan.forEach(line -> byName.put(line.name(), line.info()));
        return calibration.get().sharedInputs(List.copyOf(byName.keySet())).stream()
                .map(group -> group.stream().map(byName::get).toList())
                .toList();
    }

    private List<Done> quantize(TensorFile file, List<TensorInfo> group) {
        List<QuantizeRequest> requests = group.stream().map(info -> new QuantizeRequest(info.name(),
                corrected.containsKey(info.name()) ? corrected.get(info.name()) : file.tensor(info.name()),
                format, settings, activations(info.name()), seed)).toList();
        Quantization quantization = new Quantization(registry);
        long startedAt = System.nanoTime();
        List<QuantizeResult> results = requests.size() > 1 && quantizer instanceof JointQuantizer joint
                ? quantization.quantizeTogether(joint, requests)
                : requests.stream().map(request -> quantization.quantize(quantizer, request)).toList();
        double seconds = (System.nanoTime() - startedAt) / 1e9 / results.size();
        return IntStream.range(0, results.size())
                .mapToObj(i -> done(file, group.get(i), requests.get(i), results.get(i), seconds)).toList();
    }

    private Optional<ActivationStats> activations(String name) {
        return quantizer.needs().isEmpty() ? Optional.empty() : calibration.flatMap(it -> it.layer(name));
    }

    private Done done(TensorFile file, TensorInfo info, QuantizeRequest request, QuantizeResult result, double seconds) {
        QuantizedWeight made = QuantizedWeight.of(result);
        QuantizedWeight weight = request.activations().isPresent() || !about.isEmpty() ? made.withTensor(calibrated(made.tensor())) : made;
        return new Done(info, weight, WeightError.between(file.tensor(info.name()), result.tensor(), result.transform()),
                result.lossTrace(), result.notes(), result.stages(), seconds);
    }

    /** Provenance names the statistics that had a part in it. */
    private QuantizedTensor calibrated(QuantizedTensor tensor) {
        Provenance by = tensor.provenance();
        Map<String, String> settings = new TreeMap<>(by.settings());
        settings.put("calibration", calibration.orElseThrow().contentHash());
        settings.putAll(about);
        return tensor.withProvenance(new Provenance(by.quantizer(), by.version(), settings, by.pluginDigest()));
    }

    private static List<Done> await(Pending pending) {
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
