package dev.nibble.harness.cell;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.file.TensorInfo;
import dev.nibble.models.plan.TensorPlan;
import dev.nibble.runtime.quantize.Quantization;
import dev.nibble.runtime.quantize.QuantizationRefusedException;
import dev.nibble.runtime.quantize.WeightError;
import java.util.ArrayDeque;
import java.util.List;
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

    public ModelQuantization(Registry registry, Quantizer quantizer, Format format, Settings settings, long seed) {
        this.registry = registry;
        this.quantizer = quantizer;
        this.format = format;
        this.settings = settings;
        this.seed = seed;
    }

    /**
     * A quantized tensor.
     *
     * @param error against the original weights
     * @param loss the quantizer's own objective after each step; may be empty
     * @param seconds the time that quantizing took
     */
    public record Done(TensorInfo info, QuantizedTensor tensor, WeightError error, List<Double> loss, double seconds) {}

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
        long startedAt = System.nanoTime();
        QuantizeResult result = new Quantization(registry)
                .quantize(quantizer, QuantizeRequest.of(info.name(), weights, format, settings, seed));
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        if (result.transform().isPresent()) {
            Support refusal = Support.yes().require("transform", "none", "an input transform", false);
            throw new QuantizationRefusedException(info.name(), "quantizer '" + quantizer.name() + "' wants the input of '"
                    + info.name() + "' transformed, and its error cannot be told by weights alone; nibble cannot do that yet",
                    refusal);
        }
        return new Done(info, result.tensor(), WeightError.between(weights, result.tensor()), result.lossTrace(), seconds);
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
