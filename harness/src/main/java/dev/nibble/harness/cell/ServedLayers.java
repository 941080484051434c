package dev.nibble.harness.cell;

import dev.nibble.api.device.Device;
import dev.nibble.api.op.Linear;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.trace.Cell;
import dev.nibble.models.encoder.LinearFactory;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.runtime.dispatch.Contracts;
import dev.nibble.runtime.dispatch.Dispatcher;
import dev.nibble.runtime.dispatch.NoEligibleKernelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who serves a model's layers: fast proven kernels, and where there is none what the {@link FallbackPolicy} says. Each
 * fallback is counted.
 */
final class ServedLayers {
    /** Kernels are chosen for a few rows and for many. */
    private static final int FEW_ROWS = 16;

    private final Dispatcher dispatcher;
    private final boolean decode;
    private final int maxRows;
    private final List<String> decoded = new ArrayList<>();

    /** @throws dev.nibble.harness.UsageException if there is no such policy */
    ServedLayers(Registry registry, Device device, Contracts contracts, Cell.ModelCell cell, int maxRows) {
        FallbackPolicy policy = FallbackPolicy.of(cell.fallback());
        this.dispatcher = new Dispatcher(registry, device, cell.threads(), contracts, policy.dispatch(), List.of());
        this.decode = policy == FallbackPolicy.DECODE;
        this.maxRows = maxRows;
    }

    /** The dispatcher that serves the layers for which there is a kernel. */
    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** Whether layers without a kernel are computed in float32. */
    boolean decodes() {
        return decode;
    }

    /** Makes the layers. Proves kernels whose contracts are not known yet. */
    LinearFactory factory() {
        LinearFactory dispatched = LinearFactory.dispatched(dispatcher, maxRows);
        LinearFactory floats = LinearFactory.floats();
        return (name, weights) -> {
            Optional<String> obstacle = decode
                    ? weights.quantized(name + ".weight").flatMap(this::obstacle)
                    : Optional.empty();
            obstacle.ifPresent(decoded::add);
            return (obstacle.isPresent() ? floats : dispatched).create(name, weights);
        };
    }

    /** Why no kernel serves a weight; empty if one does. */
    private Optional<String> obstacle(QuantizedWeight weight) {
        try {
            dispatcher.choose(spec(weight).withM(Math.min(FEW_ROWS, maxRows)));
            dispatcher.choose(spec(weight));
            return Optional.empty();
        } catch (NoEligibleKernelException e) {
            return Optional.of("float32 on decoded weights: " + e.getMessage().replaceAll("\\s*\\R\\s*", " "));
        }
    }

    private OpSpec spec(QuantizedWeight weight) {
        return new OpSpec(Linear.NAME, weight.tensor().format(), weight.tensor().shape(), maxRows, weight.activation());
    }

    /** How many layers no fast kernel serves. */
    long fallbackLayers(ModelWeights weights) {
        return decode ? decoded.size() : weights.quantized().values().stream()
                .filter(weight -> dispatcher.choose(spec(weight)).isReference())
                .count();
    }

    /** Each fallback with its reason. */
    List<String> fallbacks() {
        return decode ? List.copyOf(decoded) : dispatcher.fallbacks();
    }
}
