package dev.nibble.harness.cell;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Lint;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Requirement;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Shape;
import dev.nibble.harness.trace.Cell;
import java.util.List;

/** What a kernel cell's text parts mean. */
public final class Cases {
    private Cases() {}

    /**
     * The request that a kernel cell describes.
     *
     * @throws dev.nibble.api.plugin.NoSuchPluginException if the format's family is not there
     * @throws IllegalArgumentException if format, shape, m or activation cannot be
     */
    public static OpSpec spec(Registry registry, Cell.KernelCell cell) {
        long[] dims = cell.weight().stream().mapToLong(Long::longValue).toArray();
        return new OpSpec(
                cell.op(),
                registry.format(cell.format()),
                Shape.of(dims),
                cell.m(),
                Activation.of(cell.activation()));
    }

    /** The text of an activation in a cell: the kind alone where it stands for it. */
    public static String text(Activation activation) {
        return activation.equals(activation.representative()) ? activation.kind() : activation.toString();
    }

    /**
     * Whether a kernel can serve a request: what operation, format, device and kernel say to it. Throws what the kernel
     * throws.
     */
    static Support answer(Registry registry, Kernel kernel, OpSpec spec, DeviceInfo device, int threads) {
        return Support.yes()
                .require("operation", kernel.op(), spec.op())
                .and(registry.op(spec.op()).supports(spec))
                .and(spec.format().supports(spec.weight()))
                .and(device.usable())
                .and(lint(registry, kernel))
                .and(kernel.supports(new KernelRequest(spec, device, threads)));
    }

    /** A jar in which a lint finds a trap has no kernel that could be trusted; nothing is added where it finds none. */
    private static Support lint(Registry registry, Kernel kernel) {
        List<Lint.Finding> findings = registry.findings(kernel);
        return findings.isEmpty() ? Support.yes()
                : Support.no("lint of " + registry.info(kernel).origin(), "no finding", findings.size() + ", the first: "
                        + findings.getFirst());
    }

    /** The same where several kernels are asked: one that throws is not eligible, and the others still are. */
    public static Support support(Registry registry, Kernel kernel, OpSpec spec, DeviceInfo device, int threads) {
        try {
            return answer(registry, kernel, spec, device, threads);
        } catch (RuntimeException | Error e) {
            return Support.no("supports", "an answer", "it threw " + e);
        }
    }

    /**
     * Why a kernel cell cannot run.
     *
     * @param reasons empty if it can, as far as can be told without running it
     * @param considered every kernel of the operation and whether it could serve the case; empty if it can run
     */
    public record Refusal(List<String> reasons, List<String> considered) {}

    /** Asks the kernel of a cell, without a device. A plugin that throws is left to the worker, whose answer has a log. */
    public static Refusal refusal(Registry registry, Cell.KernelCell cell, DeviceInfo device) {
        try {
            OpSpec spec = spec(registry, cell);
            Support support = answer(registry, registry.kernel(cell.kernel()), spec, device, cell.threads());
            return support.supported()
                    ? new Refusal(List.of(), List.of())
                    : new Refusal(reasons(support), considered(registry, spec, device, cell.threads()));
        } catch (RuntimeException | Error _) {
            return new Refusal(List.of(), List.of());
        }
    }

    /** Every kernel of the operation and whether it could serve the request, one line each. */
    static List<String> considered(Registry registry, OpSpec spec, DeviceInfo device, int threads) {
        return registry.kernels().stream()
                .filter(kernel -> kernel.op().equals(spec.op()))
                .map(kernel -> kernel.name() + (kernel.isReference() ? " (reference)" : "") + ": "
                        + support(registry, kernel, spec, device, threads))
                .toList();
    }

    /** The failed requirements as a trace has them. */
    public static List<String> reasons(Support support) {
        return support.failed().stream().map(Requirement::toString).toList();
    }
}
