package dev.nibble.harness.timing;

import dev.nibble.api.device.Device;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.cell.Cases;
import dev.nibble.harness.cell.Devices;
import dev.nibble.harness.trace.Json;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.oracle.Verdict;
import dev.nibble.runtime.registry.PluginRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A stage in a JVM that JMH forked: everything is found and built anew from the task's file.
 *
 * @param task where the task was read
 * @param device what must be closed in the end
 * @param oracle judges after timing
 * @param stage what is timed
 */
record ForkedStage(Path task, Device device, Oracle oracle, KernelStage stage) implements AutoCloseable {
    static ForkedStage open(Path task) throws IOException {
        ForkTask what = Json.read(Files.readString(task), ForkTask.class);
        Registry registry = PluginRegistry.load(ForkedStage.class.getClassLoader());
        Device device = Devices.of(registry).open(what.cell().device());
        OpSpec spec = Cases.spec(registry, what.cell());
        KernelStage stage = new KernelStage(
                registry.kernel(what.cell().kernel()),
                registry.op(spec.op()),
                spec,
                device,
                what.cell().threads(),
                what.coldBytes(),
                what.seed());
        return new ForkedStage(task, device, new Oracle(registry, device, what.cell().threads()), stage);
    }

    /** Writes the verdict beside the task. Of several forks the first bad one stays. */
    void judge() throws IOException {
        Path file = verdictFile(task);
        if (Files.exists(file) && !Json.read(Files.readString(file), Verdict.class).passed()) {
            return;
        }
        Files.writeString(file, Json.line(stage.verify(oracle)));
    }

    static Path verdictFile(Path task) {
        return task.resolveSibling("verdict.json");
    }

    @Override
    public void close() {
        stage.close();
        device.close();
    }
}
