package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.TestPlugins;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.Trace;
import dev.nibble.harness.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as a user starts them, with plugins that no module knows. */
class CommandsEndToEndTest {
    @TempDir
    private Path folder;

    private NibbleProcess nibble;

    @BeforeEach
    void compilePlugins() throws IOException {
        Path plugin = Files.createDirectory(folder.resolve("plugin"));
        nibble = new NibbleProcess(folder, plugin);
    }

    private List<Trace> traces(String run) throws IOException {
        return TraceReader.read(folder.resolve("runs").resolve(run)).traces();
    }

    @Test
    void aThrowAwayPluginWorksThroughRegistryCheckAndSweep() throws Exception {
        TestPlugins.compile("throwaway", nibble.plugin());
        assertThat(TestPlugins.registry(nibble.plugin()).quantizer("binary").description()).isEqualTo("signs");

        NibbleProcess.Ended check = nibble.run("check", "--kernel", "throwaway.*", "--run", "c", "signs throwaway");
        assertThat(check.code()).as(check.err()).isZero();
        assertThat(check.out()).contains("throwaway.dequantize");
        assertThat(traces("c")).isNotEmpty().allMatch(trace -> trace.outcome() instanceof Outcome.Passed);

        NibbleProcess.Ended sweep = nibble.run("sweep", "--run", "s", "--op", "dequantize", "--kernel", "throwaway.*",
                "--format", "signs", "--format", "dense:f32", "--shapes", "16x32", "--m", "1", "--threads", "1",
                "--max-seconds", "0.05", "--cold-mb", "1", "--resume");
        assertThat(sweep.code()).as(sweep.err()).isZero();
        assertThat(sweep.err()).contains("there is no run runs/s yet: it starts now");
        assertThat(traces("s")).hasSize(2).anySatisfy(trace -> {
            assertThat(((Cell.KernelCell) trace.cell()).format()).isEqualTo("signs");
            assertThat(((Outcome.Passed) trace.outcome()).metrics()).extracting(Metric::name).contains("time.hot", "time.cold");
            assertThat(trace.environment().plugins()).containsKeys("format signs", "kernel throwaway.dequantize");
        }).anySatisfy(trace -> assertThat(trace.outcome()).isInstanceOfSatisfying(Outcome.Unsupported.class,
                refused -> assertThat(refused.reasons()).containsExactly("format: signs required, dense:f32 given")));
    }

    @Test
    void aKilledSweepGoesOnWithNoCellLostOrDoubledAndLeavesNoWorker() throws Exception {
        TestPlugins.compile("misbehaving", nibble.plugin());
        String[] sweep = {"sweep", "--run", "k", "--op", "dequantize", "--kernel", "test.good,test.talks", "--format",
            "dense:f32", "--shapes", "1x1,2x2,3x3,4x4,5x5,6x6,7x7,8x8", "--m", "1", "--threads", "1", "--max-seconds", "0.1",
            "--cold-mb", "0"};
        Process first = nibble.start(sweep);
        while (first.isAlive() && recorded() < 3) {
            Thread.sleep(20);
        }
        List<ProcessHandle> workers = first.descendants().toList();
        first.destroyForcibly().waitFor();
        assertThat(recorded()).isBetween(3L, 15L);
        for (ProcessHandle worker : workers) {
            worker.onExit().get(30, TimeUnit.SECONDS);
        }

        NibbleProcess.Ended again = nibble.run(sweep);
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("--resume");

        NibbleProcess.Ended rest = nibble.run("sweep", "--run", "k", "--resume");
        assertThat(rest.code()).as(rest.err()).isZero();
        assertThat(traces("k")).hasSize(16).extracting(trace -> trace.cell().text()).doesNotHaveDuplicates();
        assertThat(recorded()).isEqualTo(16);
    }

    private long recorded() throws IOException {
        Path traces = folder.resolve("runs/k/traces");
        if (!Files.isDirectory(traces)) {
            return 0;
        }
        long lines = 0;
        try (Stream<Path> files = Files.list(traces)) {
            for (Path file : files.toList()) {
                lines += Files.readString(file).chars().filter(c -> c == '\n').count();
            }
        }
        return lines;
    }

    @Test
    void aWrongKernelFailsTheCheckAndIsToldWithTheCommandThatShowsIt() throws Exception {
        TestPlugins.compile("misbehaving", nibble.plugin());
        NibbleProcess.Ended check =
                nibble.run("check", "--kernel", "test.wrong", "--format", "dense:f32", "--run", "w", "w=3x7");
        assertThat(check.code()).isOne();
        assertThat(check.err()).contains("WRONG");
        assertThat(check.out()).contains("./nibble check 'check dequantize[m=1,w=3x7,act=f32] dense:f32 test.wrong@jvm");
        assertThat(traces("w")).allMatch(trace -> trace.outcome() instanceof Outcome.Wrong);
    }

    @Test
    void whereEveryCaseIsRefusedNothingIsProvenUnlessThatIsAllowed() throws Exception {
        String[] refused = {"check", "--kernel", "jvm.linear.int4", "--format", "dense:f32", "--shapes", "3x7", "--m", "2"};
        NibbleProcess.Ended check = nibble.run(refused);
        assertThat(check.code()).as(check.err()).isOne();
        assertThat(check.err()).contains("nothing was proven: every case was refused; --allow-refused lets that pass");
        assertThat(check.out()).contains("1 x jvm.linear.int4@jvm: format: one of looked-up codes required, dense:f32 given");
        List<String> allowed = new ArrayList<>(List.of(refused));
        allowed.add("--allow-refused");
        assertThat(nibble.run(allowed.toArray(String[]::new)).code()).isZero();
        assertThat(nibble.run("bench", "--kernel", "jvm.linear.int4", "--format", "dense:f32", "--shapes", "3x7").code()).isOne();
    }

    @Test
    void theCommandThatExplainGivesLeadsToAContract() throws Exception {
        String[] explain = {"explain", "--format", "affine:bits=4,group=32", "--shape", "24x64", "--m", "3", "--activation", "int8",
            "--threads", "1", "--no-prove"};
        String advice = nibble.run(explain).out().lines().filter(line -> line.contains("jvm.linear.int4@")).findFirst().orElseThrow();
        assertThat(advice).contains("./nibble check 'check linear[m=3,w=24x64,act=int8] ");
        String cell = advice.substring(advice.indexOf('\'') + 1, advice.lastIndexOf('\''));
        NibbleProcess.Ended check = nibble.run("check", cell);
        assertThat(check.code()).as(check.err()).isZero();
        assertThat(nibble.run(explain).out()).contains("jvm.linear.int4: eligible, chosen", "passed");
    }

    @Test
    void aKernelThatKeepsKillingItsWorkerIsStopped() throws Exception {
        TestPlugins.compile("misbehaving", nibble.plugin());
        NibbleProcess.Ended sweep = nibble.run("sweep", "--run", "b", "--op", "dequantize", "--kernel", "test.halts,test.good",
                "--format", "dense:f32", "--shapes", "1x1,2x2,3x3,4x4,5x5", "--m", "1", "--threads", "1", "--check-only");
        assertThat(sweep.code()).as(sweep.err()).isOne();
        assertThat(traces("b")).filteredOn(trace -> trace.outcome() instanceof Outcome.Failed)
                .extracting(trace -> ((Outcome.Failed) trace.outcome()).kind())
                .containsExactly("exit", "exit", "exit", "skipped", "skipped");
        assertThat(traces("b")).filteredOn(trace -> trace.outcome() instanceof Outcome.Passed).hasSize(5);
        assertThat(sweep.err()).contains("3 cells of test.halts@jvm", "this one alone: ./nibble check");
    }

    @Test
    void usageErrorsAreOneLineAndExitWithTwo() throws Exception {
        for (List<String> arguments : List.of(
                List.of("check", "matches.nothing"),
                List.of("bench", "--no-such-option"),
                List.of("sweep", "no-such-plan.json"),
                List.of("sweep", "--shapes", "64x64", "--shard", "5/4"),
                List.of("sweep", "--format", "affine:bitz=4"),
                List.of("no-such-command"))) {
            NibbleProcess.Ended ended = nibble.run(arguments.toArray(String[]::new));
            assertThat(ended.code()).as("%s: %s", arguments, ended.err()).isEqualTo(2);
            assertThat(ended.err()).contains("nibble: ").doesNotContain("\tat ");
        }
        assertThat(Files.exists(folder.resolve("runs"))).isFalse();
    }
}
