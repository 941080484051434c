package dev.nibble.harness;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Linear;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.dispatch.Contract;
import dev.nibble.runtime.dispatch.Contracts;
import dev.nibble.runtime.dispatch.MemoryContractStore;
import dev.nibble.runtime.quantize.Quantization;
import dev.nibble.runtime.registry.PluginRegistry;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of the README compile, load as plugins and do what the README says of them. */
class ReadmeSamplesTest {
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PLUGIN =
            Pattern.compile("public final class (\\w+) implements (Quantizer|(?:Described)?Kernel)");

    @TempDir
    static Path folder;

    private static URLClassLoader loader;
    private static Registry registry;

    @BeforeAll
    static void compileSamples() throws IOException {
        Matcher blocks = JAVA_BLOCK.matcher(Files.readString(Path.of("..", "README.md")));
        List<String> sources = new ArrayList<>();
        while (blocks.find()) {
            Matcher plugin = PLUGIN.matcher(blocks.group(1));
            if (plugin.find()) {
                sources.add(Files.writeString(folder.resolve(plugin.group(1) + ".java"), blocks.group(1)).toString());
                String kind = plugin.group(2).replace("Described", "");
                String spi = "dev.nibble.api." + kind.toLowerCase() + "." + kind;
                Path services = folder.resolve("META-INF/services").resolve(spi);
                Files.createDirectories(services.getParent());
                Files.writeString(services, "sample." + plugin.group(1) + "\n", CREATE, APPEND);
            }
        }
        Matcher description = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(description.find()).as("description found in the README").isTrue();
        Files.createDirectories(folder.resolve("sample"));
        Files.writeString(folder.resolve("sample/int4.json"), description.group(1));
        Files.copy(Path.of("..", "kernels-opencl/src/test/resources/sample/int4.cl"), folder.resolve("sample/int4.cl"));
        List<String> arguments = new ArrayList<>(List.of("-d", folder.toString(), "-proc:none"));
        arguments.addAll(sources);
        assertThat(sources).as("samples found in the README").hasSize(3);
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .as("exit code of the compiler").isZero();
        loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, ReadmeSamplesTest.class.getClassLoader());
        registry = PluginRegistry.load(loader);
    }

    @AfterAll
    static void close() throws IOException {
        loader.close();
    }

    @Test
    void theQuantizerServesEveryGroupedFormat() {
        Quantizer quantizer = registry.quantizer("three-sigma");
        Tensor weights = normal(Shape.of(64, 128));
        for (String text : List.of("affine:bits=4,group=64", "nf4:block=64", "fp8:e4m3fn,per=row")) {
            Format format = registry.format(text);
            QuantizeResult result = new Quantization(registry).quantize(quantizer,
                    QuantizeRequest.of("w", weights, format, Settings.of(quantizer.options(), Map.of()), 1));
            assertThat(error(weights, result.tensor().decode())).as(text).isBetween(0.001, 0.2);
        }
    }

    @Test
    void theKernelIsProven() {
        isProven("sample.linear.int8", "affine:bits=8,per=row,zero=none", "jvm");
    }

    @Test
    void theOpenClKernelIsProven() {
        isProven("sample.opencl.int4", "affine:bits=4,group=64", "opencl");
    }

    private static void isProven(String name, String format, String runtime) {
        Kernel kernel = registry.kernel(name);
        DeviceProvider provider = registry.deviceProviders().stream().filter(p -> p.name().equals(runtime)).findFirst().orElseThrow();
        DeviceInfo info = provider.devices().getFirst();
        assumeTrue(info.usable().supported(), () -> runtime + " has no device here: " + info.usable());
        OpSpec spec = new OpSpec(Linear.NAME, registry.format(format), Shape.of(64, 128), 1, Activation.F32);
        try (Device device = provider.open(info)) {
            Contract contract = new Contracts(registry, new MemoryContractStore()).contract(kernel, spec, device, 1);
            assertThat(contract.failure()).isEmpty();
            assertThat(contract.passed()).isTrue();
        }
    }

    private static Tensor normal(Shape shape) {
        SplittableRandom random = new SplittableRandom(7);
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(shape, values);
    }

    private static double error(Tensor a, Tensor b) {
        double difference = 0;
        double size = 0;
        for (long r = 0; r < a.shape().rows(); r++) {
            for (long c = 0; c < a.shape().cols(); c++) {
                difference += Math.pow(a.getFloat(r, c) - b.getFloat(r, c), 2);
                size += Math.pow(a.getFloat(r, c), 2);
            }
        }
        return Math.sqrt(difference / size);
    }
}
