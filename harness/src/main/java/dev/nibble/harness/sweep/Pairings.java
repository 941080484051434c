package dev.nibble.harness.sweep;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Linear;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.tensor.Shape;
import dev.nibble.harness.cell.Cases;
import dev.nibble.harness.cell.Devices;
import dev.nibble.harness.trace.Cell;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of several devices are worth asking. A kernel of one runtime has nothing to do on another's devices, and to refuse
 * every case there would bury the refusals that tell something. So where cells name several devices, those of a kernel are
 * left to the devices on which it serves at least one of them; a kernel that serves none anywhere keeps them all, and every
 * reason is told.
 */
final class Pairings {
    /** A usual layer, on which models' devices are asked. */
    private static final Shape LAYER = Shape.of(256, 256);

    private final Registry registry;
    private final Devices devices;

    Pairings(Registry registry, Devices devices) {
        this.registry = registry;
        this.devices = devices;
    }

    /** The cells without those of kernels on devices that are not for them, in the same order. */
    List<Cell> kernels(Collection<Cell.KernelCell> cells) {
        Map<String, Set<String>> served = new HashMap<>();
        Set<String> chosen = cells.stream().map(Cell::device).collect(Collectors.toSet());
        if (chosen.size() > 1) {
            for (Cell.KernelCell cell : cells) {
                Set<String> on = served.computeIfAbsent(cell.kernel(), _ -> new HashSet<>());
                DeviceInfo device = devices.find(cell.device()).info();
                if (!on.contains(cell.device()) && Cases.refusal(registry, cell, device).reasons().isEmpty()) {
                    on.add(cell.device());
                }
            }
        }
        return cells.stream()
                .filter(cell -> served.getOrDefault(cell.kernel(), Set.of()).isEmpty()
                        || served.get(cell.kernel()).contains(cell.device()))
                .map(Cell.class::cast)
                .toList();
    }

    /** Those of the devices on which some kernel multiplies with weights of a format; all if there is none. */
    List<String> models(Format format, List<String> ids) {
        List<String> serving = ids.stream().filter(id -> serves(format, devices.find(id).info())).toList();
        return serving.isEmpty() ? ids : serving;
    }

    private boolean serves(Format format, DeviceInfo device) {
        OpSpec spec = new OpSpec(Linear.NAME, format, LAYER, 1, Activation.F32);
        for (Kernel kernel : registry.kernels()) {
            if (kernel.op().equals(Linear.NAME)
                    && Cases.support(registry, kernel, spec, device, 1).supported()) {
                return true;
            }
        }
        return false;
    }
}
