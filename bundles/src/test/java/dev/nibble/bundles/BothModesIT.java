package dev.nibble.bundles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.Trace;
import dev.nibble.harness.trace.TraceReader;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same jar on the class path and dropped in, in JVMs as users start them. */
class BothModesIT {
    @TempDir
    private Path folder;

    private Path plugins;
    private Path jar;

    @BeforeEach
    void makeJar() throws IOException {
        plugins = Files.createDirectory(folder.resolve("plugins"));
        Files.createDirectory(folder.resolve("tmp"));
        jar = throwaway("1.0.0").write(folder.resolve("throwaway.jar"));
    }

    /** A format, a quantizer and a kernel that no module of Nibble knows. */
    private static TestJar throwaway(String version) throws IOException {
        String source;
        try (var in = BothModesIT.class.getResourceAsStream("/plugins/Throwaway.java")) {
            source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        TestJar jar = TestJar.bundle("demo.throwaway", version)
                .service("dev.nibble.api.format.FormatProvider", "Throwaway$SignsProvider")
                .service("dev.nibble.api.quantizer.Quantizer", "Throwaway$Binary")
                .service("dev.nibble.api.kernel.Kernel", "Throwaway$SignsDequantize");
        TestJar.compile("Throwaway", source, java.util.Map.of()).forEach(jar::entry);
        return jar;
    }

    private Process start(List<Path> classPath, String... arguments) throws IOException {
        StringBuilder path = new StringBuilder(System.getProperty("java.class.path"));
        classPath.forEach(entry -> path.append(File.pathSeparator).append(entry));
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + folder.resolve("tmp"), "-cp", path.toString(), Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        return builder.redirectOutput(folder.resolve("out").toFile()).redirectError(folder.resolve("err").toFile()).start();
    }

    private void run(List<Path> classPath, String... arguments) throws IOException, InterruptedException {
        await(start(classPath, arguments));
    }

    private void await(Process process) throws IOException, InterruptedException {
        boolean ended = process.waitFor(300, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("ended").isTrue();
        assertThat(process.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
    }

    private List<Trace> traces(String run) throws IOException {
        return TraceReader.read(folder.resolve("runs").resolve(run)).traces();
    }

    private static String[] sweep(String run, String... more) {
        List<String> all = new ArrayList<>(List.of("sweep", "--run", run, "--op", "dequantize", "--kernel", "throwaway.*",
                "--format", "signs", "--m", "1", "--threads", "1", "--check-only"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void aSweepAndAQuantizationAreTheSameBothWays() throws Exception {
        writeWeights(folder.resolve("w.safetensors"));
        String[] quantize = {"quantize", "w.safetensors", "--quantizer", "binary", "--format", "signs", "-o"};
        run(List.of(jar), sweep("classpath", "--format", "dense:f32", "--shapes", "16x32,5x7"));
        run(List.of(jar), with(quantize, "classpath.safetensors"));
        // From here on the folder is there, which is all it takes.
        Files.copy(jar, plugins.resolve("throwaway.jar"));
        run(List.of(), sweep("dropped", "--format", "dense:f32", "--shapes", "16x32,5x7"));
        run(List.of(), with(quantize, "dropped.safetensors"));

        assertThat(facts("dropped", BothModesIT::told)).hasSize(4).isEqualTo(facts("classpath", BothModesIT::told));
        assertThat(folder.resolve("dropped.safetensors")).hasSameBinaryContentAs(folder.resolve("classpath.safetensors"));
        assertThat(traces("dropped")).filteredOn(trace -> trace.outcome() instanceof Outcome.Passed).hasSize(2)
                .allSatisfy(trace -> assertThat(trace.environment().facts().get("bundle.demo.throwaway"))
                        .isEqualTo("1.0.0 " + trace.environment().plugins().get("kernel throwaway.dequantize")));
        assertThat(folder.resolve("tmp")).as("nothing private is left behind").satisfies(tmp -> {
            try (Stream<Path> files = Files.list(tmp)) {
                assertThat(files.filter(file -> file.getFileName().toString().startsWith("nibble-"))).isEmpty();
            }
        });
    }

    private static String[] with(String[] arguments, String last) {
        return Stream.concat(Stream.of(arguments), Stream.of(last)).toArray(String[]::new);
    }

    private List<String> facts(String run, Function<Trace, String> told) throws IOException {
        return traces(run).stream().map(told).sorted().toList();
    }

    /** All that a trace says of the cell and the plugins, and no times. */
    private static String told(Trace trace) {
        String outcome = switch (trace.outcome()) {
            case Outcome.Passed passed -> "passed " + passed.metrics().stream().filter(metric -> metric.name().startsWith("error"))
                    .map(Metric::toString).toList();
            case Outcome other -> other.toString();
        };
        return trace.id() + " " + trace.cell().text() + " " + trace.environment().plugins() + " " + trace.environment().key() + " "
                + outcome;
    }

    @Test
    void aJarThatIsReplacedWhileASweepRunsIsUsedByTheNextRound() throws Exception {
        Files.copy(jar, plugins.resolve("throwaway.jar"));
        Process sweep = start(List.of(), sweep("watched", "--shapes", "1x1,2x2,3x3,4x4,5x5,6x6,7x7,8x8", "--watch", "--rounds", "2"));
        while (sweep.isAlive() && !hasTrace("watched")) {
            Thread.sleep(20);
        }
        throwaway("2.0.0").write(plugins.resolve("throwaway.jar"));
        await(sweep);

        List<Trace> traces = traces("watched");
        assertThat(traces).hasSize(16).extracting(Trace::id).doesNotHaveDuplicates();
        assertThat(traces).extracting(trace -> trace.environment().facts().get("bundle.demo.throwaway").split(" ")[0])
                .startsWith("1.0.0", "1.0.0", "1.0.0", "1.0.0", "1.0.0", "1.0.0", "1.0.0", "1.0.0", "2.0.0").doesNotContainNull();
        assertThat(traces.subList(8, 16)).allMatch(trace -> trace.environment().facts().get("bundle.demo.throwaway").startsWith("2.0.0 "));
        assertThat(Files.readString(folder.resolve("err"))).contains("demo.throwaway 2.0.0 takes over");
    }

    private boolean hasTrace(String run) throws IOException {
        Path traces = folder.resolve("runs").resolve(run).resolve("traces");
        return Files.isDirectory(traces) && !traces(run).isEmpty();
    }

    /** One matrix of normally distributed numbers, as a safetensors file. */
    private static void writeWeights(Path file) throws IOException {
        int rows = 16;
        int cols = 64;
        byte[] header = ("{\"encoder.dense.weight\":{\"dtype\":\"F32\",\"shape\":[" + rows + "," + cols + "],\"data_offsets\":[0,"
                + 4 * rows * cols + "]}}").getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 4 * rows * cols).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        SplittableRandom random = new SplittableRandom(7);
        while (bytes.hasRemaining()) {
            bytes.putFloat((float) random.nextGaussian());
        }
        Files.write(file, bytes.array());
    }
}
