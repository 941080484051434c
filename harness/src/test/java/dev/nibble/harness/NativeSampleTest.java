package dev.nibble.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Linear;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Shape;
import dev.nibble.conformance.KernelConformance;
import dev.nibble.runtime.dispatch.Contract;
import dev.nibble.runtime.dispatch.Contracts;
import dev.nibble.runtime.dispatch.MemoryContractStore;
import dev.nibble.runtime.registry.PluginRegistry;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The native sample, which the default build leaves out, keeps its promises: it compiles against the SPI, does without its
 * library and, where there is a gcc, is proven with it. Each test compiles the sample into a plugin folder of its own.
 */
class NativeSampleTest {
    private static final Path SAMPLE = Path.of("..", "kernels-native-sample", "src", "main");
    private static final String NAME = "sample.linear.int4.native";
    private static final String FORMAT = "affine:bits=4,group=64";

    private static Device device;

    @BeforeAll
    static void openDevice() {
        DeviceProvider provider = PluginRegistry.load(NativeSampleTest.class.getClassLoader()).deviceProviders().stream()
                .filter(p -> p.name().equals("jvm")).findFirst().orElseThrow();
        device = provider.open(provider.devices().getFirst());
    }

    @AfterAll
    static void closeDevice() {
        device.close();
    }

    @Test
    void withoutItsLibraryItSaysWhatIsMissingAndLoadsAllTheSame(@TempDir Path folder) throws Exception {
        try (URLClassLoader loader = compiled(folder)) {
            Registry registry = PluginRegistry.load(loader);
            Support support = registry.kernel(NAME).supports(request(registry));
            assertThat(registry.problems()).isEmpty();
            assertThat(support.failed()).singleElement().satisfies(failed -> {
                assertThat(failed.name()).isEqualTo("native library");
                assertThat(failed.required()).contains(System.mapLibraryName("linear4"), "README.md",
                        folder.resolve("sample").toString());
                assertThat(failed.found()).isEqualTo("none");
            });
        }
    }

    @Test
    void aLibraryThatCannotBeLoadedIsARequirementThatFailed(@TempDir Path folder) throws Exception {
        Path library = Files.createDirectories(folder.resolve("sample")).resolve(System.mapLibraryName("linear4"));
        Files.writeString(library, "no library");
        try (URLClassLoader loader = compiled(folder)) {
            Registry registry = PluginRegistry.load(loader);
            Support support = registry.kernel(NAME).supports(request(registry));
            assertThat(support.failed()).singleElement().satisfies(failed -> {
                assertThat(failed.required()).contains(folder.resolve("sample").toString());
                // The reason of the system's loader, without the copy that was loaded.
                assertThat(failed.found()).contains("Cannot open library: ").doesNotContain("nibble-").doesNotEndWith(": ");
            });
        }
    }

    @Test
    void aMistakeInTheCCodeIsFound(@TempDir Path folder) throws Exception {
        String right = Files.readString(SAMPLE.resolve("c/linear4.c"));
        String wrong = right.replace("count % 2 == 1", "0"); // drops the last column of rows of odd length
        assertThat(wrong).isNotEqualTo(right);
        buildLibrary(folder, wrong);
        try (URLClassLoader loader = compiled(folder)) {
            Registry registry = PluginRegistry.load(loader);
            Contract contract = new Contracts(registry, new MemoryContractStore())
                    .contract(registry.kernel(NAME), request(registry).spec(), device, 1);
            assertThat(contract.passed()).isFalse();
            assertThat(contract.failure()).contains("w=1x1");
        }
    }

    private static KernelRequest request(Registry registry) {
        OpSpec spec = new OpSpec(Linear.NAME, registry.format(FORMAT), Shape.of(64, 128), 1, Activation.F32);
        return new KernelRequest(spec, device.info(), 1);
    }

    /** The sample's Java and its services file in a folder, as its README says. */
    private static URLClassLoader compiled(Path folder) throws IOException {
        String services = "META-INF/services/dev.nibble.api.kernel.Kernel";
        Files.createDirectories(folder.resolve(services).getParent());
        Files.copy(SAMPLE.resolve("resources").resolve(services), folder.resolve(services));
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", folder.toString(), "-proc:none",
                SAMPLE.resolve("java/sample/NativeInt4.java").toString());
        assertThat(code).as("exit code of the compiler").isZero();
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, NativeSampleTest.class.getClassLoader());
    }

    /** The C code, compiled beside the class; the test is skipped where there is no gcc. */
    private static void buildLibrary(Path folder, String c) throws IOException, InterruptedException {
        assumeTrue(hasGcc(), "no gcc on the PATH, so the native sample's C code cannot be tested");
        Path source = Files.writeString(folder.resolve("linear4.c"), c);
        Path library = Files.createDirectories(folder.resolve("sample")).resolve(System.mapLibraryName("linear4"));
        Path log = folder.resolve("gcc.log");
        Process gcc = new ProcessBuilder(List.of("gcc", "-O3", "-march=native", "-fopenmp-simd", "-Wall", "-Wextra", "-Werror",
                "-fPIC", "-shared", "-o", library.toString(), source.toString()))
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertThat(gcc.waitFor(60, TimeUnit.SECONDS)).as("gcc ends").isTrue();
        assertThat(gcc.exitValue()).as(() -> "exit code of gcc: " + text(log)).isZero();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean hasGcc() throws InterruptedException {
        try {
            return new ProcessBuilder("gcc", "--version").redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** What the sample's own test checks too, where it is built. */
    @Nested
    class Conformance implements KernelConformance {
        private static URLClassLoader loader;
        private static Registry registry;

        @BeforeAll
        static void build(@TempDir Path folder) throws Exception {
            buildLibrary(folder, Files.readString(SAMPLE.resolve("c/linear4.c")));
            loader = compiled(folder);
            registry = PluginRegistry.load(loader);
        }

        @AfterAll
        static void close() throws IOException {
            if (loader != null) {
                loader.close();
            }
        }

        @Override
        public Registry registry() {
            return registry;
        }

        @Override
        public Kernel kernel() {
            return registry.kernel(NAME);
        }

        @Override
        public Device device() {
            return device;
        }

        @Override
        public int randomRequests() {
            return 60;
        }

        @Override
        public Stream<Format> formats() {
            return Stream.of(FORMAT, "affine:bits=4,group=32,zero=int", "affine:bits=4,group=128,zero=none,params=f16",
                    "affine:bits=4,group=7", "affine:bits=4,group=4,axis=0", "affine:bits=8,group=64").map(registry::format);
        }
    }
}
