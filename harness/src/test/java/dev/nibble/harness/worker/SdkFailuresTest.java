package dev.nibble.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.TestPlugins;
import dev.nibble.harness.cell.CellTask;
import dev.nibble.harness.timing.TimingPolicy;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.runtime.registry.PluginRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Kernels of plugins that TornadoVM compiles in a worker: what goes wrong becomes an outcome, and the next cell runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkFailuresTest {
    private Workers workers;
    private DeviceProvider provider;
    private DeviceInfo device;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        Registry registry = PluginRegistry.load(getClass().getClassLoader());
        provider = registry.deviceProviders().stream().filter(it -> it.name().equals("tornado")).findFirst().orElseThrow();
        device = provider.devices().getFirst();
        Assumptions.assumeTrue(device.usable().supported(), () -> "needs a TornadoVM SDK and a device: " + device.usable());
        Path plugin = TestPlugins.compile("tornado", Files.createDirectory(temporary.resolve("plugin")), apiJar());
        Path trap = TestPlugins.compile("tornado-trap", Files.createDirectory(temporary.resolve("trap")), apiJar());
        Path example = TestPlugins.compileProject(Path.of("../examples/tornado-int8"),
                Files.createDirectory(temporary.resolve("example")), apiJar());
        workers = new Workers(WorkerLaunch.likeThis(temporary.resolve("logs")).withPlugin(plugin).withPlugin(trap)
                .withPlugin(example));
    }

    /** What plugins compile against: it is on the module path of the worker's arguments. */
    private Path apiJar() throws IOException {
        String arguments = Files.readString(Path.of(provider.jvmArguments().getFirst().substring(1)));
        return Stream.of(arguments.split("[\\s\"=:]")).filter(it -> it.matches(".*/tornado-api-[^/]*\\.jar")).map(Path::of)
                .findFirst().orElseThrow();
    }

    @AfterAll
    void stop() {
        if (workers != null) {
            workers.close();
        }
    }

    private Outcome run(String kernel) {
        return run(new Cell.KernelCell(
                "dequantize", "dense:f32", List.of(3L, 7L), 1, "f32", "methods." + kernel, device.id(), 1, false));
    }

    private Outcome run(Cell cell) {
        CellTask task = new CellTask(cell, new TimingPolicy(0, 1, 5, 5, 0.05, 0.5, 0), false, 3);
        return workers.run(new WorkerKind(device.runtime(), provider.jvmArguments(), List.of()), task, Duration.ofSeconds(120))
                .result().outcome();
    }

    private void assertGoodGoesOn() {
        assertThat(run("good")).isInstanceOf(Outcome.Passed.class);
    }

    @Test
    void theFinishedExampleIsProven() {
        for (long m : new long[] {1, 5}) {
            assertThat(run(new Cell.KernelCell("linear", "affine:bits=8,per=row,zero=none", List.of(17L, 129L), m, "f32",
                    "tornado-int8", device.id(), 1, false))).isInstanceOf(Outcome.Passed.class);
        }
    }

    @Test
    void aMethodThatCannotBeOneForDevicesIsABuildFailureOfThatKernel() {
        assertThat(run("does-not-compile")).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo("build");
            assertThat(failed.message()).startsWith("kernel methods.does-not-compile on " + device.id() + " (")
                    .contains("method Methods.sequential", "neither a @Parallel loop nor a KernelContext");
        });
        assertGoodGoesOn();
    }

    @Test
    void aGroupThatTheDeviceCannotHaveIsRefusedBeforeItRuns() {
        assertThat(run("too-large-group")).isInstanceOfSatisfying(Outcome.Unsupported.class, refused ->
                assertThat(refused.reasons()).anyMatch(it -> it.startsWith("work group: at most ") && it.contains("1048576 given")));
    }

    @Test
    void whatTheLintKnowsIsRefusedWithItsLine() {
        assertThat(run("trapped")).isInstanceOfSatisfying(Outcome.Unsupported.class, refused ->
                assertThat(refused.reasons()).anyMatch(it -> it.startsWith("lint of ") && it.contains("Trapped$Method.divides:")));
        assertGoodGoesOn();
    }

    @Test
    void aMethodThatWritesOutsideOfItsArraysKillsItsWorkerAndNothingElse() {
        assertThat(run("writes-outside")).isInstanceOfSatisfying(Outcome.Failed.class,
                failed -> assertThat(failed.kind()).isEqualTo("crash"));
        assertGoodGoesOn();
    }

    @Test
    void aWorkerThatIsKilledIsReplaced() {
        assertThat(run("killed")).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo("crash");
            assertThat(failed.message()).contains("signal 9");
        });
        assertGoodGoesOn();
    }
}
