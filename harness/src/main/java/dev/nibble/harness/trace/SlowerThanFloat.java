package dev.nibble.harness.trace;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * A quantized path that takes longer than the float path at the same shape on the same device.
 *
 * @param trace of the quantized path
 * @param floatKernel the fastest kernel on plain floats there
 * @param ratio the quantized path's time over the float path's
 * @param reason class of the likely reason: {@code no fast kernel}, {@code transfer}, {@code dispatch} or {@code layout}
 */
public record SlowerThanFloat(Trace trace, String floatKernel, double ratio, String reason) {
    /** Below this many nanoseconds the call itself costs more than the work. */
    private static final double CALL_BOUND = 10_000;

    /** Every passed and timed trace that is slower than the float path among the same traces. */
    public static List<SlowerThanFloat> find(List<Trace> traces) {
        return traces.stream().flatMap(trace -> of(trace, traces).stream()).toList();
    }

    /**
     * Whether one trace is slower than the float path among others. A reference kernel is judged only where no other
     * kernel serves its case.
     */
    public static Optional<SlowerThanFloat> of(Trace trace, List<Trace> others) {
        if (!(trace.cell() instanceof Cell.KernelCell cell) || isFloat(cell) || hot(trace).isEmpty()
                || isReference(trace, cell) && hasFast(trace)) {
            return Optional.empty();
        }
        return others.stream()
                .filter(other -> other.cell() instanceof Cell.KernelCell there && isFloat(there) && sameCase(cell, there))
                .filter(other -> hot(other).isPresent())
                .min(Comparator.comparingDouble(other -> hot(other).getAsDouble()))
                .filter(other -> hot(trace).getAsDouble() > hot(other).getAsDouble())
                .map(other -> new SlowerThanFloat(trace, ((Cell.KernelCell) other.cell()).kernel(),
                        hot(trace).getAsDouble() / hot(other).getAsDouble(), reason(trace)));
    }

    /** As it stands in a trace's notes. */
    public String note() {
        return String.format(Locale.ROOT, "slower than the float path (%s) at this shape: %.1fx; reason class: %s",
                floatKernel, ratio, reason);
    }

    private static boolean isFloat(Cell.KernelCell cell) {
        return cell.format().startsWith("dense:");
    }

    private static boolean sameCase(Cell.KernelCell a, Cell.KernelCell b) {
        return a.op().equals(b.op()) && a.weight().equals(b.weight()) && a.m() == b.m() && a.device().equals(b.device())
                && a.threads() == b.threads();
    }

    private static String reason(Trace trace) {
        if (!hasFast(trace)) {
            return "no fast kernel";
        }
        double transfer = metric(trace, "device.to").orElse(0) + metric(trace, "device.from").orElse(0);
        if (transfer > metric(trace, "device.kernel").orElse(0)) {
            return "transfer";
        }
        return hot(trace).orElseThrow() < CALL_BOUND ? "dispatch" : "layout";
    }

    private static boolean hasFast(Trace trace) {
        return anyConsidered(trace, line -> !line.contains(" (reference):") && line.endsWith(": supported"));
    }

    private static boolean isReference(Trace trace, Cell.KernelCell cell) {
        return anyConsidered(trace, line -> line.startsWith(cell.kernel() + " (reference):"));
    }

    private static boolean anyConsidered(Trace trace, Predicate<String> line) {
        return trace.considered().stream().anyMatch(line);
    }

    private static OptionalDouble hot(Trace trace) {
        return metric(trace, "time.hot");
    }

    private static OptionalDouble metric(Trace trace, String name) {
        return trace.outcome() instanceof Outcome.Passed passed
                ? passed.metrics().stream().filter(it -> it.name().equals(name)).mapToDouble(Metric::value).findFirst()
                : OptionalDouble.empty();
    }
}
