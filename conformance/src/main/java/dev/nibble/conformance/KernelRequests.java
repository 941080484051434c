package dev.nibble.conformance;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Op;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The requests on which a kernel is tried. */
final class KernelRequests {
    private static final long SEED = 20_240_501;
    /** Columns of a row that has tails of groups, words and vectors. */
    private static final int ROW = 64;

    private final Kernel kernel;
    private final Op op;
    private final DeviceInfo device;
    private final int threads;
    private final List<Format> formats;

    KernelRequests(KernelConformance test) {
        this.kernel = test.kernel();
        this.op = test.registry().op(kernel.op());
        this.device = test.device().info();
        this.threads = test.threads();
        this.formats = test.formats().toList();
    }

    boolean supports(OpSpec spec) {
        return supports(spec, device);
    }

    private boolean supports(OpSpec spec, DeviceInfo where) {
        return kernel.supports(new KernelRequest(spec, where, threads)).supported();
    }

    boolean supportsOnAnotherRuntime(OpSpec spec) {
        return supports(spec, new DeviceInfo(device.id(), "no-such-runtime", device.kind(), device.vendor(), device.name(),
                device.memoryBytes(), device.abilities(), device.usable(), device.properties()));
    }

    /**
     * The operation's own test cases, those that the kernel supports: all with float32 and with dynamic int8 activations, and
     * for each other kind one with a single row and one with several. Cases of one weight stand one behind the other.
     */
    List<OpSpec> supportedCases() {
        List<OpSpec> cases = new ArrayList<>();
        for (Format format : formats) {
            Map<Shape, List<OpSpec>> byWeight = new LinkedHashMap<>();
            supportedCases(format).forEach(spec -> byWeight.computeIfAbsent(spec.weight(), _ -> new ArrayList<>()).add(spec));
            byWeight.values().forEach(cases::addAll);
        }
        return cases;
    }

    private List<OpSpec> supportedCases(Format format) {
        List<OpSpec> cases = new ArrayList<>();
        for (Activation activation : Activation.representatives()) {
            List<OpSpec> supported = op.cases(format, activation).stream().filter(this::supports).toList();
            if (activation == Activation.F32 || activation == Activation.INT8_ROW) {
                cases.addAll(supported);
            } else {
                // Of other kinds what differs is how a row is read: a row of some length shows it.
                supported.stream().filter(spec -> spec.m() == 1).max(Comparator.comparing(KernelRequests::work)).ifPresent(cases::add);
                supported.stream().filter(spec -> spec.m() > 1 && spec.weight().cols() >= ROW).findFirst().ifPresent(cases::add);
            }
        }
        return cases;
    }

    /** For each format and activation the smallest supported case of some size. */
    List<OpSpec> oneForEachFormat() {
        Map<String, OpSpec> first = new LinkedHashMap<>();
        for (OpSpec spec : supportedCases()) {
            first.merge(spec.format().text() + spec.activation(), spec,
                    (a, b) -> Math.abs(work(a) - 50_000) <= Math.abs(work(b) - 50_000) ? a : b);
        }
        return List.copyOf(first.values());
    }

    private static long work(OpSpec spec) {
        return spec.weight().elements() * spec.m();
    }

    /** Random requests, whether supported or not; those that make no sense to operation or format are left out. */
    List<OpSpec> random(int count) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<OpSpec> specs = new ArrayList<>();
        List<Activation> activations = Activation.representatives();
        // Operations that take one m only, or formats for few shapes, refuse most: the attempts are bounded.
        for (int i = 0; i < 20 * count && specs.size() < count; i++) {
            Shape weight = Shape.of(extent(random), extent(random));
            long m = random.nextBoolean() ? 1 : random.nextLong(1, 24);
            Format format = formats.get(random.nextInt(formats.size()));
            Activation activation = random.nextBoolean() ? Activation.F32 : activations.get(random.nextInt(activations.size()));
            OpSpec spec = new OpSpec(kernel.op(), format, weight, m, activation);
            if (op.supports(spec).supported() && format.supports(weight).supported()) {
                specs.add(spec);
            }
        }
        return specs;
    }

    /** Small and odd as often as a multiple of what groups and vectors are made of. */
    private static long extent(SplittableRandom random) {
        return random.nextBoolean() ? random.nextLong(1, 200) : 32 * random.nextLong(1, 9);
    }
}
