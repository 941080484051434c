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
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which of several devices are worth asking. A kernel of one runtime has nothing to do on another's devices, and to refuse
 * every case there would bury the refusals that tell something. So where cells name several devices, those of a kernel are
 * left to the devices on which it serves at least one of them, and to those of its runtime; a kernel that has none of either
 * kind keeps them all, and every reason is told.
 */
final class Pairings {
    /** A usual layer, on which models' devices are asked. */
    private static final Shape LAYER = Shape.of(256, 256);
    /** How kernels name the requirement that tells for whose devices they are. */
    private static final Pattern RUNTIME = Pattern.compile("(device )?runtime: ");

    private final Registry registry;
    private final Devices devices;

    Pairings(Registry registry, Devices devices) {
        this.registry = registry;
        this.devices = devices;
    }

    /** The cells without those of kernels on devices that are not for them, in the same order. */
    List<Cell> kernels(Collection<Cell.KernelCell> cells) {
        Map<String, Set<String>> served = new HashMap<>();
        Set<Cell> told = new HashSet<>();
        Set<String> atHome = new HashSet<>();
        Set<String> chosen = cells.stream().map(Cell::device).collect(Collectors.toSet());
        if (chosen.size() > 1) {
            for (Cell.KernelCell cell : cells) {
                Set<String> on = served.computeIfAbsent(cell.kernel(), _ -> new HashSet<>());
                DeviceInfo device = devices.find(cell.device()).info();
                if (on.contains(cell.device())) {
                    continue;
                }
                List<String> reasons = Cases.refusal(registry, cell, device).reasons();
                if (reasons.isEmpty()) {
                    on.add(cell.device());
                } else if (isOfItsRuntime(reasons)) {
                    told.add(cell);
                    atHome.add(cell.kernel());
                }
            }
        }
        return cells.stream()
                .filter(cell -> told.contains(cell) || served.getOrDefault(cell.kernel(), Set.of()).contains(cell.device())
                        || !atHome.contains(cell.kernel()) && served.getOrDefault(cell.kernel(), Set.of()).isEmpty())
                .map(Cell.class::cast)
                .toList();
    }

    /** Refused for what the device lacks, and not because it is driven by another runtime than the kernel is for. */
    private static boolean isOfItsRuntime(List<String> reasons) {
        return reasons.stream().noneMatch(reason -> RUNTIME.matcher(reason).lookingAt());
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
