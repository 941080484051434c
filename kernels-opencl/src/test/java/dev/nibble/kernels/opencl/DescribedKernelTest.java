package dev.nibble.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.device.program.ProgramSource;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Sha256;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.registry.PluginRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sample.OpenClInt4;
import sample.Steps;

/** Described kernels beyond the sample's: several steps, binaries in place of sources, several threads, what is released. */
class DescribedKernelTest {
    private static final String FORMAT = "affine:bits=4,group=64";

    private final Registry registry = PluginRegistry.load(getClass().getClassLoader());

    @TempDir
    private Path folder;

    private OpenClDevice device;

    @BeforeEach
    void open() {
        device = Pocl.open(folder.resolve("cache"));
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
        }
    }

    private OpSpec spec(String op, String format, long m, long rows, long cols) {
        return new OpSpec(op, registry.format(format), Shape.of(rows, cols), m, Activation.F32);
    }

    private void isProven(Kernel kernel, OpSpec spec) {
        assertThat(kernel.supports(new KernelRequest(spec, device.info(), 1)).failed()).isEmpty();
        assertThat(new Oracle(registry, device, 1).prove(kernel, spec).failure()).as("%s on %s", kernel.name(), spec).isEmpty();
    }

    @Test
    void stepsShareScratchHeadersHoldAndLayoutsOfTheClassArePacked() {
        isProven(new Steps(), spec("dequantize", "dense:f32", 1, 5, 13));
        assertThat(device.open()).containsOnlyKeys("built program");
    }

    /** PoCL steps over SIGFPE, in Java code, too, where it would make a number of 1 / 0. */
    @Test
    void aDriverDoesNotChangeWhatJavaMeans() {
        isProven(new OpenClInt4(), spec("linear", FORMAT, 1, 5, 70));
        int[] zero = {0};
        assertThatThrownBy(() -> zero[0] = 1 / zero[0]).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void theNumberOfRowsMayChangeFromCallToCall() {
        try (PreparedKernel kernel = prepared(spec("linear", FORMAT, 5, 33, 70))) {
            float[] five = run(kernel, 5, 33, 70);
            float[] two = run(kernel, 2, 33, 70);
            assertThat(run(kernel, 5, 33, 70)).isEqualTo(five);
            assertThat(two).containsExactly(java.util.Arrays.copyOf(five, 66));
            assertThat(kernel.lastTimes().orElseThrow().kernel()).isPositive();
            assertThat(kernel.packedBytes()).isEqualTo(33 * 35 + 2 * 33 * 2 * 4);
        }
        assertThat(device.open()).containsOnlyKeys("built program");
    }

    @Test
    void preparedKernelsOfOneDeviceRunOnThreadsOfTheirOwn() throws Exception {
        OpSpec spec = spec("linear", FORMAT, 3, 65, 130);
        float[] expected;
        try (PreparedKernel alone = prepared(spec)) {
            expected = run(alone, 3, 65, 130);
        }
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tasks.add(() -> {
                try (PreparedKernel kernel = prepared(spec)) {
                    for (int call = 0; call < 50; call++) {
                        if (!java.util.Arrays.equals(run(kernel, 3, 65, 130), expected)) {
                            return false;
                        }
                    }
                    return true;
                }
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Boolean> same : threads.invokeAll(tasks)) {
                assertThat(same.get()).isTrue();
            }
        }
    }

    private PreparedKernel prepared(OpSpec spec) {
        Tensor weights = Tensor.allocate(ElementType.F32, spec.weight());
        for (long i = 0; i < spec.weight().elements(); i++) {
            weights.setFloat(i / spec.weight().cols(), i % spec.weight().cols(), (float) Math.sin(i * i));
        }
        QuantizedTensor weight = spec.format().encode(weights);
        return new OpenClInt4().prepare(new KernelRequest(spec, device.info(), 1), device, weight);
    }

    private static float[] run(PreparedKernel kernel, int m, int n, int k) {
        float[] x = new float[m * k];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.cos(i);
        }
        float[] y = new float[m * n];
        kernel.run(m, MemorySegment.ofArray(x), MemorySegment.ofArray(y), MemorySegment.NULL);
        return y;
    }

    @Test
    void aBinaryTakesThePlaceOfTheSourceOnItsDevice() throws Exception {
        String source = resource("/sample/int4.cl");
        byte[] bitstream = device.build(ProgramSource.openClC("int4", source)).binary();
        OpSpec spec = spec("linear", FORMAT, 2, 31, 95);
        Kernel kernel = withBinary(bitstream, Sha256.of(bitstream), device.info().name());
        isProven(kernel, spec);

        Kernel other = withBinary(bitstream, Sha256.of(new byte[1]), device.info().name());
        refuses(other, spec, ProgramException.Kind.BINARY, "as announced");
        // Made for another device: here the source counts, and it does not compile.
        Kernel elsewhere = withBinary(bitstream, Sha256.of(bitstream), "an FPGA board");
        refuses(elsewhere, spec, ProgramException.Kind.BUILD, "CL_BUILD_PROGRAM_FAILURE");
        assertThat(device.open()).containsOnlyKeys("built program");
    }

    private void refuses(Kernel kernel, OpSpec spec, ProgramException.Kind kind, String message) {
        QuantizedTensor weight = spec.format().encode(Tensor.allocate(ElementType.F32, spec.weight()));
        assertThatThrownBy(() -> kernel.prepare(new KernelRequest(spec, device.info(), 1), device, weight))
                .isInstanceOfSatisfying(ProgramException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining("kernel 'sample.opencl.int4'").hasMessageContaining(message);
    }

    /** The sample with a binary, and with a source that cannot be built, in a plugin folder of its own. */
    private Kernel withBinary(byte[] bitstream, String digest, String deviceName) throws Exception {
        Path plugin = Files.createDirectories(Files.createTempDirectory(folder, "plugin").resolve("sample"));
        try (InputStream in = OpenClInt4.class.getResourceAsStream("OpenClInt4.class")) {
            Files.write(plugin.resolve("OpenClInt4.class"), in.readAllBytes());
        }
        Files.writeString(plugin.resolve("int4.cl"), "this is no source");
        Files.write(plugin.resolve("int4.aocx"), bitstream);
        Files.writeString(plugin.resolve("int4.json"), resource("/sample/int4.json").replaceFirst("\"compiler\"", """
                "binaries": [{"device": "%s", "file": "int4.aocx", "sha256": "%s"}], "compiler\""""
                .formatted(java.util.regex.Matcher.quoteReplacement(deviceName), digest)));
        return (Kernel) new OwnFirst(plugin.getParent()).loadClass("sample.OpenClInt4").getConstructor().newInstance();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = DescribedKernelTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Finds the plugin's own classes and files before those of the tests. */
    private static final class OwnFirst extends URLClassLoader {
        OwnFirst(Path folder) throws MalformedURLException {
            super(new URL[] {folder.toUri().toURL()}, OwnFirst.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return name.startsWith("sample.") ? findClass(name) : super.loadClass(name, resolve);
        }

        @Override
        public URL getResource(String name) {
            return name.startsWith("sample/") ? findResource(name) : super.getResource(name);
        }
    }
}
