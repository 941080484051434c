package dev.nibble.runtime.oracle;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.Op;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * Compares kernels with the float64 reference of their operation on the same quantized weights, within a bound that
 * follows from the length of the sums ({@link ErrorBound}).
 *
 * <p>Every check poisons the output with NaN, puts guard bytes round every buffer, compares inputs and weights before and
 * after, runs with fewer rows than prepared for (the rest of the output must stay untouched) and again with the first
 * input; once for each time that a kernel is prepared, it runs with another input in between. Weights prepared later, and
 * their release, must leave those prepared before as they were. Whatever a kernel throws is a verdict; a
 * {@link ProgramException} is one of the device, with its kind.
 */
public final class Oracle {
    private static final List<Long> SEEDS = List.of(1L, 2L, 3L);

    private final Registry registry;
    private final Device device;
    private final int threads;

    public Oracle(Registry registry, Device device, int threads) {
        this.registry = registry;
        this.device = device;
        this.threads = threads;
    }

    /**
     * All that a contract asks for one request: random weights and inputs with three seeds, every kind of
     * {@link Fill fill} for inputs and for weights, codes that the encode would not choose, and two layers at a time.
     */
    public Verdict prove(Kernel kernel, OpSpec spec) {
        LongFunction<QuantizedTensor> normal = normalWeights(spec);
        Verdict verdict = Verdict.clean();
        for (long seed : SEEDS) {
            if (verdict.passed()) {
                List<Fill> inputs = seed == SEEDS.getFirst() ? List.of(Fill.values()) : List.of(Fill.NORMAL);
                verdict = verdict.and(prove(kernel, spec, Fill.NORMAL, Codes.ENCODED, inputs, seed, normal));
            }
        }
        for (Fill weights : Fill.values()) {
            if (verdict.passed() && weights != Fill.NORMAL) {
                verdict = verdict.and(prove(kernel, spec, weights, Codes.ENCODED, List.of(Fill.NORMAL), SEEDS.getFirst()));
            }
        }
        for (Codes codes : List.of(Codes.ALL_MAX, Codes.RANDOM)) {
            if (verdict.passed()) {
                verdict = verdict.and(
                        prove(kernel, spec, Fill.NORMAL, codes, List.of(Fill.NORMAL, Fill.ONES), SEEDS.getFirst(), normal));
            }
        }
        return verdict.passed() ? verdict.and(proveTwoLayers(kernel, spec, normal)) : verdict;
    }

    /** By seed. One proof asks for the same ones again, with other codes and as two layers: they are encoded once. */
    private static LongFunction<QuantizedTensor> normalWeights(OpSpec spec) {
        Map<Long, QuantizedTensor> encoded = new HashMap<>();
        return seed -> encoded.computeIfAbsent(seed, it -> TestWeights.of(spec.format(), spec.weight(), Fill.NORMAL, it));
    }

    /** A model has many layers of one shape: each must keep its own weights while others come and go. */
    private Verdict proveTwoLayers(Kernel kernel, OpSpec spec, LongFunction<QuantizedTensor> normal) {
        return guarded("with a second layer", () -> {
            QuantizedTensor first = normal.apply(SEEDS.get(0));
            QuantizedTensor second = normal.apply(SEEDS.get(1));
            Tensor input = registry.op(spec.op()).testInput(spec, Fill.NORMAL, new SplittableRandom(SEEDS.get(2))).orElse(null);
            KernelRequest request = new KernelRequest(spec, device.info(), threads);
            try (PreparedKernel one = kernel.prepare(request, device, first)) {
                Verdict verdict;
                try (PreparedKernel two = kernel.prepare(request, device, second)) {
                    verdict = verify(one, spec, first, input, false).and(verify(two, spec, second, input, false));
                }
                return verdict.passed() ? verdict.and(verify(one, spec, first, input, false)) : verdict;
            }
        });
    }

    /** One kind of weights, quantized by their format's own encode, with one kind of input. */
    public Verdict prove(Kernel kernel, OpSpec spec, Fill weights, Fill input, long seed) {
        return prove(kernel, spec, weights, Codes.ENCODED, List.of(input), seed);
    }

    /**
     * One kind of weights with several kinds of input, prepared once.
     *
     * @return passed without a run where the format has no codes of that kind
     */
    public Verdict prove(Kernel kernel, OpSpec spec, Fill weights, Codes codes, List<Fill> inputs, long seed) {
        return prove(kernel, spec, weights, codes, inputs, seed,
                it -> TestWeights.of(spec.format(), spec.weight(), weights, it));
    }

    private Verdict prove(Kernel kernel, OpSpec spec, Fill weights, Codes codes, List<Fill> inputs, long seed,
            LongFunction<QuantizedTensor> encode) {
        String data = "weights " + weights + (codes == Codes.ENCODED ? "" : " with codes " + codes) + ", seed " + seed;
        boolean structured = weights.structured() || codes == Codes.ALL_MAX;
        return guarded(data, () -> TestWeights.with(codes, encode.apply(seed), seed)
                .map(weight -> prove(kernel, spec, weight, structured, inputs, seed, data))
                .orElse(Verdict.clean()));
    }

    private Verdict prove(Kernel kernel, OpSpec spec, QuantizedTensor weight, boolean structured, List<Fill> inputs,
            long seed, String data) {
        Op op = registry.op(spec.op());
        long before = checksum(weight);
        Verdict verdict = Verdict.clean();
        try (PreparedKernel prepared = kernel.prepare(new KernelRequest(spec, device.info(), threads), device, weight)) {
            if (checksum(weight) != before) {
                return Verdict.broken(data + ": prepare changed the weights");
            }
            List<Fill> fills = op.input(spec).isPresent() ? inputs : List.of(Fill.NORMAL);
            for (Fill fill : fills) {
                if (verdict.passed()) {
                    boolean another = fill == fills.getFirst();
                    Tensor input = op.testInput(spec, fill, new SplittableRandom(seed)).orElse(null);
                    verdict = verdict.and(guarded(data + ", input " + fill,
                            () -> verify(prepared, spec, weight, input, structured || fill.structured(), another)));
                }
            }
        }
        return verdict.passed() && checksum(weight) != before ? Verdict.broken(data + ": close changed the weights") : verdict;
    }

    /**
     * Checks a kernel that is prepared already, on given data.
     *
     * @param input the dense operand, or null where the operation has none
     * @param structured whether rounding errors may all point one way, so that only the worst-case bound holds
     */
    public Verdict verify(PreparedKernel prepared, OpSpec spec, QuantizedTensor weight, Tensor input, boolean structured) {
        return verify(prepared, spec, weight, input, structured, true);
    }

    private Verdict verify(PreparedKernel prepared, OpSpec spec, QuantizedTensor weight, Tensor input, boolean structured,
            boolean another) {
        long before = checksum(weight);
        // Shared, because kernels may use threads of their own.
        try (Arena arena = Arena.ofShared()) {
            Verdict verdict = new Trial(registry.op(spec.op()), spec, weight, prepared, structured, arena).run(input, another);
            return checksum(weight) == before ? verdict : verdict.and(Verdict.broken("run changed the weights"));
        } catch (ProgramException e) {
            return Verdict.failed(e);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            return Verdict.broken("threw " + describe(e));
        }
    }

    /** A kernel that throws is wrong and must not take down who asked; an exhausted JVM is another matter. */
    private static Verdict guarded(String data, Supplier<Verdict> check) {
        try {
            Verdict verdict = check.get();
            return verdict.passed() || verdict.failure().startsWith(data) ? verdict : verdict.prefixed(data);
        } catch (ProgramException e) {
            return Verdict.failed(e).prefixed(data);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            return Verdict.broken(data + ": threw " + describe(e));
        }
    }

    private static String describe(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return e + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    private static long checksum(QuantizedTensor weight) {
        CRC32C crc = new CRC32C();
        for (Tensor component : weight.components().values()) {
            // A byte buffer holds at most 2 GiB.
            long step = 1L << 30;
            for (long at = 0; at < component.byteSize(); at += step) {
                crc.update(component.data().asSlice(at, Math.min(step, component.byteSize() - at)).asByteBuffer());
            }
        }
        return crc.getValue();
    }
}
