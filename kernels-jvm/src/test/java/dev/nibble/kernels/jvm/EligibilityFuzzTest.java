package dev.nibble.kernels.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.GroupedFormat;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.tensor.Shape;
import dev.nibble.runtime.oracle.Codes;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.oracle.Verdict;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random requests for every kernel of this module: a kernel is eligible exactly for what it is made for, and whatever is
 * eligible runs and meets the float64 reference. The system property {@code nibble.fuzz} says how many requests; Maven's
 * profile {@code fuzz} sets it to 10,000, of which the default 1,000 are the first.
 */
class EligibilityFuzzTest {
    private static final int REQUESTS = Integer.getInteger("nibble.fuzz", 1000);
    private static final List<Activation> ACTIVATIONS = Activation.representatives();
    private static final String[] ZEROS = {"float", "int", "none"};
    private static final String[] OTHERS = {"nf4:block=64", "nf4:block=40,double=7", "fp4:block=32,params=f16",
        "codebook:values=-1;0;2,block=50", "fp8:e4m3fn,per=row", "fp8:e5m2,per=tensor", "mxfp4", "nvfp4", "dense:f32",
        "dense:f32", "dense:f16", "dense:bf16"};

    private final SplittableRandom random = new SplittableRandom(20_261_122);
    private final Registry registry = PluginRegistry.load(EligibilityFuzzTest.class.getClassLoader());

    @Test
    void eligibleIfAndOnlyIfTheKernelRunsAndMeetsTheReference() {
        Map<String, Integer> ran = new TreeMap<>();
        try (Device device = TestDevice.open()) {
            for (int i = 0; i < REQUESTS; i++) {
                Kernel kernel = pick(registry.kernels());
                OpSpec spec = new OpSpec(kernel.op(), format(), shape(), random.nextBoolean() ? 1 : random.nextLong(1, 41),
                        random.nextBoolean() ? Activation.F32 : ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size())));
                int threads = random.nextInt(1, 5);
                var support = kernel.supports(new KernelRequest(spec, device.info(), threads));
                assertThat(support.supported()).as("%s on %s: %s", kernel.name(), spec, support).isEqualTo(isFor(kernel, spec));
                if (support.supported()) {
                    ran.merge(kernel.name(), 1, Integer::sum);
                    Verdict verdict = new Oracle(registry, device, threads)
                            .prove(kernel, spec, pick(Fill.values()), pick(Codes.values()), List.of(pick(Fill.values())), i);
                    assertThat(verdict.failure()).as("%s on %s with %d threads", kernel.name(), spec, threads).isEmpty();
                }
            }
        }
        assertThat(ran.keySet()).containsExactlyInAnyOrderElementsOf(registry.kernels().stream().map(Kernel::name).toList());
    }

    /** What the kernels are made for, told apart from what they say themselves. */
    private boolean isFor(Kernel kernel, OpSpec spec) {
        boolean float32 = spec.activation() == Activation.F32;
        return registry.op(spec.op()).supports(spec).supported() && spec.format().supports(spec.weight()).supported()
                && switch (kernel.name()) {
                    case "jvm.linear.int4" -> isAffine(spec.format(), 1, 4);
                    case "jvm.linear.int8" -> isAffine(spec.format(), 5, 8);
                    case "jvm.linear.lookup" -> isTable(spec.format(), 1, 4);
                    case "jvm.linear.lookup8" -> isTable(spec.format(), 5, 8);
                    case "jvm.linear.dense" -> spec.format().text().equals("dense:f32");
                    case "jvm.reference.linear" -> true;
                    default -> float32;
                };
    }

    private static boolean isAffine(Format format, int fewest, int most) {
        return format instanceof AffineFormat affine && affine.bits() >= fewest && affine.bits() <= most
                && affine.grouping().kind() != Grouping.Kind.ACROSS_ROWS;
    }

    private static boolean isTable(Format format, int fewest, int most) {
        return format instanceof GroupedFormat table && !(format instanceof AffineFormat) && table.bits() >= fewest
                && table.bits() <= most && table.grouping().kind() != Grouping.Kind.ACROSS_ROWS;
    }

    private Format format() {
        if (random.nextInt(3) == 0) {
            return registry.format(pick(OTHERS));
        }
        int bits = switch (random.nextInt(5)) {
            case 0, 1 -> 4;
            case 2, 3 -> 8;
            default -> random.nextInt(1, 9);
        };
        String group = switch (random.nextInt(6)) {
            case 0 -> "per=row";
            case 1 -> "per=tensor";
            case 2 -> "group=" + (1 << random.nextInt(4)) + ",axis=0";
            case 3 -> "group=" + (8 << random.nextInt(7));
            default -> "group=" + random.nextInt(1, 500);
        };
        return registry.format("affine:bits=" + bits + "," + group + ",zero=" + pick(ZEROS)
                + (random.nextBoolean() ? ",params=f16" : ""));
    }

    private Shape shape() {
        return switch (random.nextInt(40)) {
            case 0 -> Shape.of(random.nextLong(1, 200));
            case 1 -> Shape.of(extent(), random.nextLong(1, 5), random.nextLong(1, 9));
            default -> Shape.of(extent(), extent());
        };
    }

    private long extent() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong(1, 20);
            case 1 -> 32 * random.nextLong(1, 6);
            case 2 -> random.nextLong(1, 400);
            default -> random.nextLong(1, 100);
        };
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    @SafeVarargs
    private <T> T pick(T... from) {
        return from[random.nextInt(from.length)];
    }
}
