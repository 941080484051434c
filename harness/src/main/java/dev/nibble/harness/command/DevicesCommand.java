package dev.nibble.harness.command;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Requirement;
import dev.nibble.harness.ExitCode;
import dev.nibble.harness.cell.Devices;
import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.terminal.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nibble devices}: where kernels can run, and why not elsewhere. */
@Command(
        name = "devices",
        mixinStandardHelpOptions = true,
        description = "List every device of every runtime: usable, or why not.",
        footerHeading = "%nExamples:%n",
        footer = {"  nibble devices", "  nibble devices --json | jq '.devices[] | select(.usable).id'",
            "", "Exit code 3 if no device is usable."})
public final class DevicesCommand implements Callable<Integer> {
    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    /** What {@code --json} shows of one device. */
    record DeviceView(
            String id,
            String runtime,
            String kind,
            String vendor,
            String name,
            long memoryBytes,
            Set<String> abilities,
            boolean usable,
            List<Requirement> missing,
            Map<String, String> properties,
            String fingerprint,
            String provider,
            List<String> jvmArguments) {
        static DeviceView of(DeviceProvider provider, DeviceInfo info) {
            return new DeviceView(
                    info.id(),
                    info.runtime(),
                    info.kind().name(),
                    info.vendor(),
                    info.name(),
                    info.memoryBytes(),
                    info.abilities().stream().map(Enum::name).collect(Collectors.toCollection(TreeSet::new)),
                    info.usable().supported(),
                    info.usable().failed(),
                    info.properties(),
                    info.fingerprint(),
                    provider.name(),
                    provider.jvmArguments());
        }
    }

    /** The JSON document. */
    record Document(List<DeviceView> devices, List<String> problems) {}

    @Override
    public Integer call() throws IOException {
        Registry registry = plugins.snapshot().registry();
        List<DeviceView> devices = Devices.of(registry).found().stream()
                .map(device -> DeviceView.of(device.provider(), device.info()))
                .toList();
        if (output.json()) {
            output.json(new Document(devices, registry.problems()));
        } else {
            devices.forEach(this::print);
            long usable = devices.stream().filter(DeviceView::usable).count();
            output.out().println(usable + " of " + Amounts.count(devices.size(), "device") + " usable");
            registry.problems().forEach(problem -> output.out().println("problem: " + problem));
        }
        return devices.stream().anyMatch(DeviceView::usable) ? ExitCode.OK : ExitCode.ENVIRONMENT;
    }

    private void print(DeviceView device) {
        PrintWriter out = output.out();
        out.println(device.id() + (device.usable() ? "  usable" : "  NOT usable"));
        Table facts = Table.plain("  ", 2);
        for (Requirement missing : device.missing()) {
            facts.row("missing", missing.name() + ": needs " + missing.required() + "; found " + missing.found());
        }
        facts.row("device", device.kind() + ", " + device.vendor() + ", " + device.name());
        if (device.memoryBytes() > 0) {
            facts.row("memory", Amounts.bytes(device.memoryBytes()));
        }
        facts.row("abilities", device.abilities().isEmpty() ? "none told" : String.join(", ", device.abilities()));
        device.properties().forEach(facts::row);
        facts.row("runtime", device.runtime() + ", by plugin " + device.provider());
        if (!device.jvmArguments().isEmpty()) {
            facts.row("JVM flags", String.join(" ", device.jvmArguments()));
        }
        facts.print(out);
        out.println();
    }
}
