package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.api.tensor.Tensor;
import dev.nibble.harness.TestPlugins;
import dev.nibble.harness.sweep.RunFolder;
import dev.nibble.harness.sweep.RunLock;
import dev.nibble.harness.sweep.Shard;
import dev.nibble.harness.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Full disks and interrupts: one clear line, nothing half-written, and what was recorded stays. */
@EnabledOnOs(value = {OS.LINUX, OS.MAC}, disabledReason = "needs sh, ulimit and kill")
class BadEndsTest {
    private static final String[] QUANTIZE = {"quantize", "model.safetensors", "-o", "out.safetensors", "--quantizer", "rtn",
        "--format", "affine:bits=8,group=64", "--threads", "1"};

    @TempDir
    private Path folder;

    private NibbleProcess nibble;

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs /bin/sh for ulimit and kill");
        nibble = new NibbleProcess(folder, Files.createDirectory(folder.resolve("plugin")));
    }

    private void model(int matrices, long rows) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < matrices; i++) {
            tensors.put("layers." + i + ".q.weight", ModelFiles.normal(i, rows, 256));
        }
        ModelFiles.write(folder.resolve("model.safetensors"), tensors);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void aFullDiskEndsQuantizeWithOneLineAndNoFile() throws Exception {
        model(4, 1024);

        NibbleProcess.Ended ended = nibble.runWithFilesOfAtMost(300, QUANTIZE);

        assertThat(ended.code()).as(ended.err()).isEqualTo(3);
        assertThat(ended.err().lines().filter(line -> line.startsWith("nibble: "))).singleElement().asString()
                .contains("out.safetensors", "cannot be written", "File too large");
        assertThat(ended.err()).doesNotContain("\tat ");
        assertThat(files()).noneMatch(name -> name.startsWith("out.") || name.endsWith(".tmp"));
    }

    @Test
    void aFullDiskEndsASweepWithOneLineAndWholeTraces() throws Exception {
        TestPlugins.compile("misbehaving", nibble.plugin());

        NibbleProcess.Ended ended = nibble.runWithFilesOfAtMost(40, "sweep", "--run", "full", "--op", "dequantize", "--kernel",
                "test.good", "--format", "dense:f32", "--shapes", "1x1,2x2,3x3,4x4,5x5,6x6,7x7,8x8", "--m", "1,2", "--threads",
                "1", "--max-seconds", "0.05", "--cold-mb", "0");

        assertThat(ended.code()).as(ended.err()).isEqualTo(3);
        assertThat(ended.err()).contains("nibble: cannot append to", "File too large").doesNotContain("\tat ");
        assertThat(TraceReader.read(folder.resolve("runs/full"))).satisfies(read -> {
            assertThat(read.traces()).isNotEmpty();
            assertThat(read.problems()).isEmpty();
        });
    }

    @Test
    void anInterruptedQuantizeLeavesNoTemporaryFile() throws Exception {
        NibbleProcess.assumeInterruptible();
        model(60, 2048);
        Process process = nibble.start(QUANTIZE);
        while (process.isAlive() && files().stream().noneMatch(name -> name.endsWith(".tmp"))) {
            Thread.sleep(5);
        }
        interrupt(process);

        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(files()).contains("model.safetensors").noneMatch(name -> name.startsWith("out.") || name.endsWith(".tmp"));
    }

    @Test
    void anInterruptedSweepGoesOnWithResume() throws Exception {
        NibbleProcess.assumeInterruptible();
        TestPlugins.compile("misbehaving", nibble.plugin());
        Path traces = folder.resolve("runs/i/traces");
        Process process = nibble.start("sweep", "--run", "i", "--op", "dequantize", "--kernel", "test.good", "--format",
                "dense:f32", "--shapes", "1x1,2x2,3x3,4x4,5x5,6x6", "--m", "1", "--threads", "1", "--max-seconds", "0.1",
                "--cold-mb", "0");
        while (process.isAlive() && (!Files.isDirectory(traces)
                || TraceReader.read(folder.resolve("runs/i")).traces().isEmpty())) {
            Thread.sleep(20);
        }
        List<ProcessHandle> workers = process.descendants().toList();
        interrupt(process);
        for (ProcessHandle worker : workers) {
            worker.onExit().get(30, TimeUnit.SECONDS);
        }

        NibbleProcess.Ended rest = nibble.run("sweep", "--run", "i", "--resume");

        assertThat(rest.code()).as(rest.err()).isZero();
        assertThat(TraceReader.read(folder.resolve("runs/i"))).satisfies(read -> {
            assertThat(read.traces()).hasSize(6);
            assertThat(read.problems()).isEmpty();
        });
    }

    @Test
    void aSweepEndsThoughAPluginNeverAnswersAndSaysWhich() throws Exception {
        NibbleProcess.assumeInterruptible();
        TestPlugins.compile("silent", nibble.plugin());
        Process process = nibble.start("sweep", "--run", "s", "--op", "dequantize", "--kernel", "test.silent", "--format",
                "dense:f32", "--device", "jvm", "--shapes", "1x1", "--m", "1", "--threads", "1");
        while (process.isAlive() && !Files.readString(folder.resolve("err")).contains("asked for ever")) {
            Thread.sleep(20);
        }
        interrupt(process);

        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(Files.readString(folder.resolve("err"))).doesNotContain("\tat ")
                .contains("nibble: ended while kernel test.silent of " + nibble.plugin() + " was asked and did not answer");
    }

    @Test
    void aSecondProcessOnARunIsTurnedAway() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("runs/twice"));
        try (RunLock _ = RunLock.take(run, Shard.WHOLE)) {
            NibbleProcess.Ended ended = nibble.run("check", "--run", "twice", "--kernel", "jvm.reference.dequantize",
                    "--format", "dense:f32");

            assertThat(ended.code()).as(ended.err()).isEqualTo(2);
            assertThat(ended.err()).contains("nibble: another nibble is at work on run", "--run");
        }
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).start().waitFor();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
}
