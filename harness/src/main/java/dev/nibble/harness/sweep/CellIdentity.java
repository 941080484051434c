package dev.nibble.harness.sweep;

import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Sha256;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.harness.cell.Devices;
import dev.nibble.harness.trace.Cell;
import dev.nibble.models.calibrate.CalibrationFile;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What makes a cell the same one as another: its text and the builds of all plugins that have a part in it. */
final class CellIdentity {
    private final Registry registry;
    private final Devices devices;

    CellIdentity(Registry registry, Devices devices) {
        this.registry = registry;
        this.devices = devices;
    }

    /** SHA-256 of the plugins that have a part in the cell, by kind and name. */
    Map<String, String> plugins(Cell cell) {
        Map<String, String> digests = new TreeMap<>();
        devices.found().stream()
                .filter(device -> device.info().id().equals(cell.device()))
                .map(Devices.Found::provider)
                .forEach((DeviceProvider provider) -> put(digests, "device", provider));
        switch (cell) {
            case Cell.KernelCell kernel -> {
                put(digests, "op", registry.ops(), op -> op.name().equals(kernel.op()));
                put(digests, "kernel", registry.kernels(), it -> it.name().equals(kernel.kernel()));
                put(digests, "format", registry.formatProviders(), it -> it.name().equals(family(kernel.format())));
            }
            case Cell.ModelCell model -> {
                quantizer(model).ifPresent(it -> put(digests, "quantizer", it));
                if (!model.calibration().isEmpty()) {
                    digests.put("calibration", CalibrationFile.claimedHash(Path.of(model.calibration())));
                }
                put(digests, "format", registry.formatProviders(), it -> it.name().equals(family(model.format())));
                // The dispatcher may choose any of them.
                put(digests, "kernel", registry.kernels(), _ -> true);
            }
        }
        return digests;
    }

    /** Empty for a model as it is, and where there is no such quantizer: running the cell then says so. */
    private Optional<Quantizer> quantizer(Cell.ModelCell cell) {
        try {
            return cell.quantizer().isEmpty() ? Optional.empty() : Optional.of(registry.quantizer(cell.quantizer()));
        } catch (NoSuchPluginException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The cell's id with those plugins. */
    String id(Cell cell, Map<String, String> plugins) {
        return Sha256.of(cell.text() + "\n" + plugins).substring(0, 32);
    }

    private <P extends Plugin> void put(
            Map<String, String> digests, String kind, Collection<P> plugins, Predicate<P> chosen) {
        plugins.stream().filter(chosen).forEach(plugin -> put(digests, kind, plugin));
    }

    private void put(Map<String, String> digests, String kind, Plugin plugin) {
        digests.put(kind + " " + plugin.name(), registry.info(plugin).sha256());
    }

    private static String family(String format) {
        int colon = format.indexOf(':');
        return colon < 0 ? format : format.substring(0, colon);
    }
}
