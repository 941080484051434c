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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** OpenCL kernels that cannot be built, launched or survived: each becomes an outcome, and the next cell runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenClFailuresTest {
    private Workers workers;
    private DeviceProvider provider;
    private DeviceInfo device;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        Registry registry = PluginRegistry.load(getClass().getClassLoader());
        provider = registry.deviceProviders().stream().filter(it -> it.name().equals("opencl")).findFirst().orElseThrow();
        device = provider.devices().getFirst();
        Assumptions.assumeTrue(device.usable().supported(), () -> "needs an OpenCL device: " + device.usable());
        Path plugin = TestPlugins.compile("opencl", Files.createDirectory(temporary.resolve("plugin")));
        workers = new Workers(WorkerLaunch.likeThis(temporary.resolve("logs")).withPlugin(plugin));
    }

    @AfterAll
    void stop() {
        if (workers != null) {
            workers.close();
        }
    }

    private Outcome run(String kernel) {
        Cell cell = new Cell.KernelCell(
                "dequantize", "dense:f32", List.of(3L, 7L), 1, "f32", "planted." + kernel, device.id(), 1, false);
        CellTask task = new CellTask(cell, new TimingPolicy(0, 1, 5, 5, 0.05, 0.5, 0), false, 3);
        return workers.run(new WorkerKind(device.runtime(), provider.jvmArguments(), List.of()), task, Duration.ofSeconds(120)).result().outcome();
    }

    /** What was told of a kernel whose device failed while it was proven; the device serves the next as if nothing had been. */
    private String failed(String kernel, String kind) {
        Outcome outcome = run(kernel);
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(run("good")).isInstanceOf(Outcome.Passed.class);
        assertThat(((Outcome.Failed) outcome).kind()).isEqualTo(kind);
        String message = ((Outcome.Failed) outcome).message();
        assertThat(message).startsWith("kernel planted." + kernel + " on " + device.id() + " (" + device.name() + "), ")
                .doesNotContain("\n");
        return message;
    }

    @Test
    void aSourceThatDoesNotCompileIsToldWithTheCompilersLog() {
        assertThat(failed("does-not-compile", "build")).contains("planted.does-not-compile (META-INF/broken.cl)",
                "CL_BUILD_PROGRAM_FAILURE", device.name(), "name_that_is_not_declared");
    }

    @Test
    void aGroupThatTheDeviceCannotHaveIsRefusedBeforeItRuns() {
        assertThat(run("too-large-group")).isInstanceOfSatisfying(Outcome.Unsupported.class, refused ->
                assertThat(refused.reasons()).anyMatch(it -> it.startsWith("work group: at most ") && it.contains("1048576 given")));
    }

    @Test
    void aGroupThatTheSourceForbidsIsRefusedAtTheLaunch() {
        assertThat(failed("wrong-group", "launch")).contains("entry 'copies_in_eights' of 'planted.wrong-group", device.name(),
                "demands work groups of 8 x 1 x 1 items; dimension 0 has 4");
    }

    @Test
    void memoryThatIsUsedUpIsAFailureOfThatKernelAlone() {
        assertThat(failed("greedy", "out-of-memory")).contains("bytes are taken", device.name());
    }

    @Test
    void aKernelThatWritesOutsideOfItsMemoryKillsItsWorkerAndNothingElse() {
        assertThat(run("writes-outside")).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo("crash");
            assertThat(failed.message()).contains("the worker crashed");
        });
        assertThat(run("good")).isInstanceOf(Outcome.Passed.class);
    }

    /** PoCL would step over the signal and go on with nonsense, in Java code, too. */
    @Test
    void divisionByZeroOnTheProcessorCrashesItsWorkerAndNothingElse() {
        assertThat(run("divides-by-zero")).isInstanceOfSatisfying(Outcome.Failed.class,
                failed -> assertThat(failed.kind()).isEqualTo("crash"));
        assertThat(run("good")).isInstanceOf(Outcome.Passed.class);
    }
}
