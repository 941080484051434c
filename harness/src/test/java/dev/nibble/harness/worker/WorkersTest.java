package dev.nibble.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.TestPlugins;
import dev.nibble.harness.cell.CellTask;
import dev.nibble.harness.timing.TimingPolicy;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Workers that die, hang, lie and talk, and a host that lives on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkersTest {
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final WorkerKind JVM =
            new WorkerKind("jvm", List.of("--add-modules=jdk.incubator.vector"), List.of());

    private Path folder;
    private WorkerLaunch launch;
    private Workers workers;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        Path plugin = TestPlugins.compile("misbehaving", Files.createDirectory(folder.resolve("plugin")));
        launch = WorkerLaunch.likeThis(folder.resolve("logs")).withPlugin(plugin);
        List<String> arguments = new ArrayList<>(launch.jvmArguments());
        arguments.add("-Dtest.marker=" + folder.resolve("marker"));
        launch = new WorkerLaunch(launch.java(), launch.classPath(), arguments, launch.logs());
        workers = new Workers(launch);
    }

    @AfterAll
    void stop() {
        workers.close();
    }

    private static CellTask task(String kernel, boolean timed) {
        return task(kernel, timed, 0);
    }

    private static CellTask task(String kernel, boolean timed, int forks) {
        Cell cell = new Cell.KernelCell("dequantize", "dense:f32", List.of(3L, 7L), 1, "f32", kernel, "jvm", 1, timed);
        return new CellTask(cell, new TimingPolicy(forks, 1, 5, 5, 0.05, 0.5, 0), false, 3);
    }

    private Workers.Attempted run(String kernel, boolean timed, Duration limit) {
        return workers.run(JVM, task(kernel, timed), limit);
    }

    private void assertGoodGoesOn() {
        assertThat(run("test.good", false, LONG).result().outcome()).isInstanceOf(Outcome.Passed.class);
    }

    @Test
    void aGoodKernelPassesAndIsTimed() {
        Workers.Attempted attempted = run("test.good", true, LONG);
        assertThat(attempted.attempts()).isOne();
        assertThat(attempted.result().outcome()).isInstanceOfSatisfying(Outcome.Passed.class, passed -> {
            assertThat(passed.metrics()).extracting(Metric::name)
                    .contains("error.ratio", "time.hot", "ceiling.percent.hot", "packed.bytes", "prepare.seconds");
            assertThat(passed.metrics()).filteredOn(metric -> metric.name().equals("time.hot")).singleElement()
                    .satisfies(time -> assertThat(time.samples()).hasSizeGreaterThanOrEqualTo(5).allMatch(it -> it > 0));
            assertThat(passed.notes()).anyMatch(note -> note.startsWith("hot: stopped after "));
        });
        assertThat(attempted.facts()).containsKeys("device.name", "ceiling.bytesPerSecond", "java.flags");
        assertThat(attempted.result().considered()).contains("test.good: supported")
                .anyMatch(line -> line.startsWith("test.throws: ") && line.contains("it threw"));
    }

    @Test
    void aWorkerThatExitsIsTriedAgainAndRecorded() {
        Workers.Attempted attempted = run("test.exits", false, LONG);
        assertThat(attempted.attempts()).isEqualTo(2);
        assertThat(attempted.result().outcome()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo("exit");
            assertThat(failed.message()).contains("code 3");
            assertThat(failed.logTail()).contains("about to exit");
        });
        assertGoodGoesOn();
    }

    @Test
    void aWorkerThatHaltsIsAnExit() {
        assertThat(run("test.halts", false, LONG).result().outcome())
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.message()).contains("code 7"));
        assertGoodGoesOn();
    }

    @Test
    void aSegmentationFaultIsACrashWithItsErrorFile() {
        assertThat(run("test.crashes", false, LONG).result().outcome())
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.kind()).isEqualTo("crash");
                    assertThat(failed.message()).contains("hs_err_");
                });
        assertGoodGoesOn();
    }

    @Test
    void aWorkerThatHangsIsKilledInTime() {
        // The worker is up, so that the limit is spent in the cell.
        assertGoodGoesOn();
        Workers.Attempted attempted = run("test.hangs", false, Duration.ofSeconds(3));
        assertThat(attempted.attempts()).isEqualTo(2);
        assertThat(attempted.result().outcome()).isInstanceOfSatisfying(Outcome.TimedOut.class,
                late -> assertThat(late.seconds()).isEqualTo(3));
        assertGoodGoesOn();
    }

    @Test
    void garbageOnStdoutDisturbsNobody() {
        Workers.Attempted attempted = run("test.talks", false, LONG);
        assertThat(attempted.attempts()).isOne();
        assertThat(attempted.result().outcome()).isInstanceOf(Outcome.Passed.class);
    }

    @Test
    void aWrongResultHasNoTime() {
        assertThat(run("test.wrong", true, LONG).result().outcome()).isInstanceOfSatisfying(Outcome.Wrong.class, wrong -> {
            assertThat(wrong.message()).isNotBlank();
            assertThat(wrong.worstRatio()).isGreaterThan(1);
        });
    }

    @Test
    void aKernelThatTurnsWrongWhileItIsTimedHasNoTime() {
        assertThat(run("test.tires", true, LONG).result().outcome()).isInstanceOf(Outcome.Wrong.class);
    }

    @Test
    void jmhForksTimeAndJudgeAsTheWorkerDoes() {
        assertThat(workers.run(JVM, task("test.good", true, 2), LONG).result().outcome())
                .isInstanceOfSatisfying(Outcome.Passed.class, passed -> {
                    assertThat(passed.notes()).contains("hot: 10 samples from 2 forks");
                    assertThat(passed.metrics()).filteredOn(metric -> metric.name().equals("time.hot")).singleElement()
                            .satisfies(time -> assertThat(time.samples()).hasSize(10).allMatch(it -> it > 0));
                });
        // In a fork the kernel is another one, and fresh: it tires there.
        workers.close();
        workers = new Workers(launch);
        assertThat(workers.run(JVM, task("test.tires", true, 1), LONG).result().outcome())
                .isInstanceOf(Outcome.Wrong.class);
    }

    @Test
    void aKernelThatThrowsWhenAskedFailsAndKeepsTheWorker() {
        Workers.Attempted attempted = run("test.throws", false, LONG);
        assertThat(attempted.attempts()).isOne();
        assertThat(attempted.result().outcome()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo("exception");
            assertThat(failed.message()).contains("no answer");
        });
    }

    @Test
    void aWorkerKilledInMidCellIsReplacedAndTheCellPasses() throws Exception {
        Path marker = folder.resolve("marker");
        Thread killer = Thread.ofPlatform().start(() -> {
            while (!Files.exists(marker)) {
                Thread.onSpinWait();
            }
            ProcessHandle.of(workers.pid("jvm").orElseThrow()).orElseThrow().destroyForcibly();
        });
        Workers.Attempted attempted = run("test.once", false, LONG);
        killer.join();
        assertThat(attempted.attempts()).isEqualTo(2);
        assertThat(attempted.result().outcome()).isInstanceOf(Outcome.Passed.class);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void garbageOnTheConnectionIsATypedFailure() throws IOException {
        // A stranger with a wrong token comes first and is turned away.
        Workers.Attempted attempted = withFakeWorker("""
                exec 4<>/dev/tcp/127.0.0.1/$port
                echo '{"type":"hello","token":"wrong","facts":{}}' >&4
                exec 3<>/dev/tcp/127.0.0.1/$port
                echo '{"type":"hello","token":"'$NIBBLE_WORKER_TOKEN'","facts":{}}' >&3
                read line <&3
                echo 'garbage' >&3
                sleep 100
                """);
        assertThat(attempted.attempts()).isEqualTo(2);
        assertThat(attempted.result().outcome()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo("garbage");
            assertThat(failed.message()).contains("'garbage' is no message");
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aWorkerThatDoesNotStartIsTold() throws IOException {
        assertThat(withFakeWorker("echo cannot start; exit 9").result().outcome())
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.kind()).isEqualTo("start");
                    assertThat(failed.message()).contains("exit code 9");
                    assertThat(failed.logTail()).contains("cannot start");
                });
    }

    private Workers.Attempted withFakeWorker(String script) throws IOException {
        Path java = Files.createTempFile(folder, "java", "", PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        Files.writeString(java, "#!/bin/bash\nport=${@: -1}\n" + script);
        WorkerLaunch fake = new WorkerLaunch(java, "", List.of(), folder.resolve("fake-logs"));
        try (Workers fakes = new Workers(fake)) {
            return fakes.run(new WorkerKind("fake", List.of(), List.of()), task("test.good", false), Duration.ofSeconds(20));
        }
    }

    @Test
    void noWorkerOutlivesItsHost() throws Exception {
        long pid;
        try (Workers others = new Workers(launch)) {
            others.run(JVM, task("test.good", false), LONG);
            pid = others.pid("jvm").orElseThrow();
        }
        ProcessHandle.of(pid).ifPresent(process -> process.onExit().orTimeout(20, TimeUnit.SECONDS).join());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }
}
