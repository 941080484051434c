package dev.nibble.harness.sweep;

import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Op;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.cell.Devices;
import dev.nibble.harness.trace.Cell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All that {@code check} proves: every kernel with every format on every case that its operation is tested with. */
public final class CheckCells {
    private final Registry registry;

    public CheckCells(Registry registry) {
        this.registry = registry;
    }

    /**
     * The cells, each once.
     *
     * @param ops patterns of names of operations
     * @param activations text forms; empty for all of them
     * @param formats text forms
     * @param kernels patterns of names
     * @param devices patterns of ids
     * @param threads host threads
     */
    public List<Cell> of(List<String> ops, List<String> activations, List<String> formats, List<String> kernels,
            List<String> devices, int threads) {
        List<String> wanted = Patterns.select("operation", ops, registry.ops().stream().map(Op::name).toList());
        List<Activation> kinds = activations.isEmpty()
                ? Activation.representatives()
                : activations.stream().map(Activation::of).toList();
        Set<Format> distinct = formats.stream().map(registry::format).collect(Collectors.toCollection(LinkedHashSet::new));
        Devices found = Devices.of(registry);
        List<String> ids = Patterns.select("device", devices,
                found.found().stream().map(device -> device.info().id()).toList());
        List<String> names = Patterns.select("kernel", kernels, registry.kernels().stream().map(Kernel::name).toList());
        List<Cell.KernelCell> cells = new ArrayList<>();
        for (String device : ids) {
            for (String name : names) {
                Op op = registry.op(registry.kernel(name).op());
                if (!wanted.contains(op.name())) {
                    continue;
                }
                for (Format format : distinct) {
                    kinds.stream()
                            .flatMap(activation -> op.cases(format, activation).stream())
                            .map(spec -> cell(spec, name, device, threads))
                            .forEach(cells::add);
                }
            }
        }
        return new Pairings(registry, found).kernels(cells);
    }

    private static Cell.KernelCell cell(OpSpec spec, String kernel, String device, int threads) {
        List<Long> shape = Arrays.stream(spec.weight().toArray()).boxed().toList();
        return new Cell.KernelCell(spec.op(), spec.format().text(), shape, spec.m(), spec.activation().toString(), kernel,
                device, threads, false);
    }
}
