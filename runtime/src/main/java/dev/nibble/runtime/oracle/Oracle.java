package dev.nibble.runtime.oracle;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
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
    private final EncodedWeights weights = new EncodedWeights();

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
        return onTestData(spec, data -> {
            Verdict verdict = Verdict.clean();
            for (long seed : SEEDS) {
                if (verdict.passed()) {
                    List<Fill> inputs = seed == SEEDS.getFirst() ? List.of(Fill.values()) : List.of(Fill.NORMAL);
                    verdict = verdict.and(prove(kernel, data, Fill.NORMAL, Codes.ENCODED, inputs, seed));
                }
            }
            for (Fill fill : Fill.values()) {
                if (verdict.passed() && fill != Fill.NORMAL) {
                    verdict = verdict.and(prove(kernel, data, fill, Codes.ENCODED, List.of(Fill.NORMAL), SEEDS.getFirst()));
                }
            }
            for (Codes codes : List.of(Codes.ALL_MAX, Codes.RANDOM)) {
                if (verdict.passed()) {
                    verdict = verdict.and(
                            prove(kernel, data, Fill.NORMAL, codes, List.of(Fill.NORMAL, Fill.ONES), SEEDS.getFirst()));
                }
            }
            return verdict.passed() ? verdict.and(proveTwoLayers(kernel, data)) : verdict;
        });
    }

    /** A model has many layers of one shape: each must keep its own weights while others come and go. */
    private Verdict proveTwoLayers(Kernel kernel, TestData data) {
        return guarded("with a second layer", () -> {
            QuantizedTensor first = weights.of(data.spec(), Fill.NORMAL, SEEDS.get(0));
            QuantizedTensor second = weights.of(data.spec(), Fill.NORMAL, SEEDS.get(1));
            Tensor input = data.input(Fill.NORMAL, SEEDS.get(2));
            KernelRequest request = new KernelRequest(data.spec(), device.info(), threads);
            long before = checksum(first) + 31 * checksum(second);
            Verdict proven = proveTwoLayers(kernel, request, data, first, second, input);
            return proven.passed() && checksum(first) + 31 * checksum(second) != before
                    ? Verdict.broken("prepare or close changed the weights") : proven;
        });
    }

    private Verdict proveTwoLayers(Kernel kernel, KernelRequest request, TestData data, QuantizedTensor first,
            QuantizedTensor second, Tensor input) {
        try (PreparedKernel one = kernel.prepare(request, device, first)) {
            Trial trial = new Trial(data, first, one);
            Verdict verdict;
            try (PreparedKernel two = kernel.prepare(request, device, second)) {
                verdict = verify(trial, input, false, false).and(verify(new Trial(data, second, two), input, false, false));
            }
            return verdict.passed() ? verdict.and(verify(trial, input, false, false)) : verdict;
        }
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
        return onTestData(spec, data -> prove(kernel, data, weights, codes, inputs, seed));
    }

    private Verdict prove(Kernel kernel, TestData data, Fill fill, Codes codes, List<Fill> inputs, long seed) {
        String what = "weights " + fill + (codes == Codes.ENCODED ? "" : " with codes " + codes) + ", seed " + seed;
        boolean structured = fill.structured() || codes == Codes.ALL_MAX;
        return guarded(what, () -> TestWeights.with(codes, weights.of(data.spec(), fill, seed), seed)
                .map(weight -> prove(kernel, data, weight, structured, inputs, seed, what))
                .orElse(Verdict.clean()));
    }

    private Verdict prove(Kernel kernel, TestData data, QuantizedTensor weight, boolean structured, List<Fill> inputs,
            long seed, String what) {
        long before = checksum(weight);
        Verdict verdict = Verdict.clean();
        try (PreparedKernel prepared = kernel.prepare(new KernelRequest(data.spec(), device.info(), threads), device, weight)) {
            if (checksum(weight) != before) {
                return Verdict.broken(what + ": prepare changed the weights");
            }
            Trial trial = new Trial(data, weight, prepared);
            List<Fill> fills = data.hasInput() ? inputs : List.of(Fill.NORMAL);
            for (Fill fill : fills) {
                if (verdict.passed()) {
                    boolean another = fill == fills.getFirst();
                    verdict = verdict.and(guarded(what + ", input " + fill,
                            () -> verify(trial, data.input(fill, seed), structured || fill.structured(), another)));
                }
            }
        }
        return verdict.passed() && checksum(weight) != before ? Verdict.broken(what + ": close changed the weights") : verdict;
    }

    /**
     * Checks a kernel that is prepared already, on given data.
     *
     * @param input the dense operand, or null where the operation has none
     * @param structured whether rounding errors may all point one way, so that only the worst-case bound holds
     */
    public Verdict verify(PreparedKernel prepared, OpSpec spec, QuantizedTensor weight, Tensor input, boolean structured) {
        return onTestData(spec, data -> verify(new Trial(data, weight, prepared), input, structured, true));
    }

    private static Verdict verify(Trial trial, Tensor input, boolean structured, boolean another) {
        long before = checksum(trial.weight());
        Verdict verdict = trial.run(input, structured, another);
        return checksum(trial.weight()) == before ? verdict : verdict.and(Verdict.broken("run changed the weights"));
    }

    private Verdict onTestData(OpSpec spec, Function<TestData, Verdict> check) {
        Verdict verdict = caught(() -> {
            try (TestData data = new TestData(registry.op(spec.op()), spec)) {
                return check.apply(data);
            }
        });
        if (!verdict.passed() || spec.weight().elements() > EncodedWeights.MOST_ELEMENTS) {
            // A kernel that is wrong may have written to them, and large ones are for one proof.
            weights.forget();
        }
        return verdict;
    }

    private static Verdict guarded(String data, Supplier<Verdict> check) {
        Verdict verdict = caught(check);
        return verdict.passed() || verdict.failure().startsWith(data) ? verdict : verdict.prefixed(data);
    }

    /** A kernel that throws is wrong and must not take down who asked; an exhausted JVM is another matter. */
    private static Verdict caught(Supplier<Verdict> check) {
        try {
            return check.get();
        } catch (ProgramException e) {
            return Verdict.failed(e);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            return Verdict.broken("threw " + describe(e));
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
