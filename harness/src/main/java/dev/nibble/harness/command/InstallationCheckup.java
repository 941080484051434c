package dev.nibble.harness.command;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.cell.Devices;
import dev.nibble.harness.command.DoctorCommand.Finding;
import dev.nibble.harness.file.HarnessCache;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.file.TensorFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What {@code doctor} finds about plugins, devices, contracts, the built-in model and workers. */
final class InstallationCheckup {
    private final boolean startWorker;
    private final PluginSnapshot plugins;
    private final Registry registry;

    InstallationCheckup(PluginSnapshot plugins, boolean startWorker) {
        this.plugins = plugins;
        this.registry = plugins.registry();
        this.startWorker = startWorker;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        plugins(findings);
        devices(findings);
        findings.add(contracts(HarnessCache.contracts()));
        findings.add(model());
        if (startWorker) {
            findings.add(worker());
        }
        return findings;
    }

    private void plugins(List<Finding> findings) {
        findings.add(count("quantizers", registry.quantizers().size()));
        findings.add(count("formats", registry.formatProviders().size()));
        findings.add(count("operations", registry.ops().size()));
        findings.add(count("kernels", registry.kernels().size()));
        registry.problems().forEach(problem -> findings.add(Finding.warn("plugin problem", problem,
                "rebuild or remove that plugin; all others work")));
    }

    private Finding count(String what, int count) {
        return count > 0
                ? Finding.ok(what, count + " found")
                : Finding.fail(what, "none found", "put a jar with " + what + " on the class path; 'nibble plugins"
                        + plugins.options() + "' lists all");
    }

    private void devices(List<Finding> findings) {
        List<DeviceInfo> devices = Devices.of(registry).found().stream().map(Devices.Found::info).toList();
        for (DeviceInfo device : devices) {
            findings.add(device.usable().supported()
                    ? Finding.ok("device " + device.id(), device.kind() + ", " + device.name())
                    : Finding.warn("device " + device.id(), "cannot be used", device.usable().toString()));
        }
        if (devices.stream().noneMatch(device -> device.usable().supported())) {
            findings.add(Finding.fail("devices", "none can be used", "see 'nibble devices" + plugins.options() + "'"));
        }
    }

    private static Finding contracts(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Finding.ok("contracts", "none yet; they are made in " + folder + " when kernels are first needed");
        }
        try (Stream<Path> files = Files.list(folder)) {
            return Finding.ok("contracts", files.filter(file -> file.toString().endsWith(".properties")).count()
                    + " in " + folder);
        } catch (IOException e) {
            return Finding.fail("contracts", folder + " cannot be read: " + e.getMessage(),
                    "make it readable, or remove it: contracts are made again");
        }
    }

    private static Finding model() {
        try (TensorFile file = ModelSource.open(ModelSource.MINILM)) {
            return Finding.ok("model minilm", Amounts.count(file.names().size(), "tensor") + " in " + file.path());
        } catch (TensorFileException e) {
            return Finding.warn("model minilm", e.getMessage(), "the demo needs it; other models work without");
        }
    }

    private Finding worker() {
        return Devices.of(registry).found().stream()
                .filter(device -> device.info().usable().supported())
                .findFirst()
                .map(device -> Proofs.probe(plugins, device))
                .orElse(Finding.fail("worker", "not tried: no device can be used", "see 'nibble devices" + plugins.options() + "'"));
    }
}
