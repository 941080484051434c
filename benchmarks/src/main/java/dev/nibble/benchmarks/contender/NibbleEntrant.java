package dev.nibble.benchmarks.contender;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Linear;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Support;
import dev.nibble.runtime.structure.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Nibble with one format and one kind of activation, through its public interfaces only. The kernel is the one that the
 * dispatcher would take: the first in the registry's order, references apart, that supports the request. Contracts are
 * not asked for, because the result of every copy is checked here, before and after.
 */
public final class NibbleEntrant implements Entrant {
    private final Registry registry;
    private final Device device;
    private final Format format;
    private final Activation activation;
    private final Predicate<String> kernels;

    /** @param kernels names of the kernels that may serve */
    public NibbleEntrant(
            Registry registry, Device device, Format format, Activation activation, Predicate<String> kernels) {
        this.registry = registry;
        this.device = device;
        this.format = format;
        this.activation = activation;
        this.kernels = kernels;
    }

    /**
     * The device of the JVM, on which all compare.
     *
     * @throws IllegalArgumentException if none is on the class path
     */
    public static Device jvm(Registry registry) {
        DeviceProvider provider = registry.deviceProviders().stream()
                .filter(it -> it.name().equals("jvm"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the device 'jvm' is not on the class path"));
        return provider.open(provider.devices().getFirst());
    }

    @Override
    public String name() {
        return name(format.text(), activation);
    }

    /** The name of Nibble with that format and activation. */
    public static String name(String format, Activation activation) {
        return "nibble " + format + " x " + activation;
    }

    @Override
    public Optional<Format> format() {
        return Optional.of(format);
    }

    @Override
    public Contender prepare(Layer layer, Case of, long coldBytes) throws NotRunnableException {
        OpSpec spec = new OpSpec(Linear.NAME, format, of.weight(), of.m(), activation);
        KernelRequest request = new KernelRequest(spec, device.info(), of.threads());
        Kernel kernel = choose(request);
        NibbleContender contender = new NibbleContender(kernel.name(), layer, spec, layer.expected(format, activation));
        try {
            QuantizedTensor weight = layer.quantized(format);
            contender.add(kernel.prepare(request, device, weight));
            int count = Copies.count(of, contender.weightBytes(), coldBytes);
            for (int copy = 1; copy < count; copy++) {
                contender.add(kernel.prepare(request, device, turned(weight, Copies.turn(copy, of.n()))));
            }
            contender.allocate();
            return contender;
        } catch (RuntimeException | Error e) {
            contender.close();
            throw e;
        }
    }

    private Kernel choose(KernelRequest request) throws NotRunnableException {
        List<String> reasons = new ArrayList<>();
        for (Kernel kernel : registry.kernels()) {
            if (kernel.op().equals(Linear.NAME) && !kernel.isReference() && kernels.test(kernel.name())) {
                Support support = kernel.supports(request);
                if (support.supported()) {
                    return kernel;
                }
                reasons.add(kernel.name() + ": " + support);
            }
        }
        throw new NotRunnableException("no kernel serves " + request.spec() + " with " + request.threads() + " thread(s): "
                + (reasons.isEmpty() ? "none has such a name" : String.join("; ", reasons)));
    }

    /** The rows from {@code turn} on, then those before. */
    private static QuantizedTensor turned(QuantizedTensor weight, long turn) {
        long rows = weight.shape().rows();
        return turn == 0 ? weight : Structure.cat(
                List.of(Structure.slice(weight, 0, turn, rows), Structure.slice(weight, 0, 0, turn)), 0);
    }
}
