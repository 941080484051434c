package dev.nibble.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plugin's own methods, compiled on the spot, past the lint: one that is right passes though its class loader is its own, and
 * each planted mistake is found. Skipped without an SDK, and without an OpenCL device.
 */
class JitPluginsTest {
    @TempDir
    private static Path folder;

    private static Sdk sdk;

    @BeforeAll
    static void compile() throws IOException {
        Optional<Sdk> found = Sdk.find();
        Assumptions.assumeTrue(Sdk.support(found).supported(), () -> "needs a TornadoVM SDK: " + Sdk.support(found));
        var devices = new TornadoDeviceProvider().devices();
        Assumptions.assumeTrue(devices.getFirst().usable().supported(), () -> "needs a device: " + devices.getFirst().usable());
        sdk = found.get();
        Files.createDirectory(folder.resolve("plugin"));
        for (String name : List.of("Methods", "Planted")) {
            Compiled.against(sdk.requiredJar("tornado-api"), "planted." + name, text(name), folder.resolve("plugin"));
        }
    }

    private static String text(String name) throws IOException {
        try (InputStream in = JitPluginsTest.class.getResourceAsStream("/planted/" + name + ".java.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Outcomes by method. */
    private static Map<String, String> run(String... cases) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(folder.resolve("plugin").toString()));
        arguments.addAll(List.of(cases));
        Path log = folder.resolve("log.txt");
        // Memory of which the greedy one wants more.
        new TornadoProcess(sdk).run(JitPlanted.class, List.of("-Dtornado.device.memory=64MB"), arguments, log, Duration.ofMinutes(5));
        Map<String, String> outcomes = new TreeMap<>();
        for (String line : Files.readAllLines(log)) {
            if (line.startsWith("case ")) {
                outcomes.put(line.substring("case ".length(), line.indexOf(':')), line.substring(line.indexOf(':') + 2));
            }
        }
        return outcomes;
    }

    @Test
    void whatIsRightPassesAndWhatIsPlantedIsFound() throws IOException {
        Map<String, String> found = run("shifts;n * k;", "unsignedBytes;n * k;", "halves;n * k;", "float4;n * k;",
                "throwing;n * k;", "sequential;n * k;", "nowhere;n * k;", "greedy;n * k;", "context;up(n * k, 8192);8192",
                "copies;n * k;");
        assertThat(found.get("copies")).as("after all others").isEqualTo("passed");
        assertThat(found.get("shifts")).startsWith("wrong, ").contains("times the bound");
        assertThat(found.get("unsignedBytes")).startsWith("wrong, ").contains("times the bound");
        // On a device without fp16 it is refused by the driver's compiler, or computed wrongly.
        assertThat(found.get("halves")).matches("(wrong|BUILD), .*");
        for (String method : List.of("float4", "throwing", "sequential", "nowhere")) {
            assertThat(found.get(method)).startsWith("BUILD, ").contains("kernel 'planted." + method + "'",
                    "method planted.Methods." + method + " on tornado:");
        }
        assertThat(found.get("sequential")).contains("neither a @Parallel loop nor a KernelContext");
        assertThat(found.get("greedy")).startsWith("OUT_OF_MEMORY, ").contains("kernel 'planted.greedy'");
        assertThat(found.get("context")).startsWith("refused, ").contains("work group: at most ", "8192");
    }

    @Test
    void aGroupOfWorkItemsTooFewIsAWrongResult() throws IOException {
        assertThat(run("context;1;1").get("context")).startsWith("wrong, ");
        assertThat(run("context;up(n * k, 8);8").get("context")).isEqualTo("passed");
    }

    /** PoCL would step over the signal and go on with nonsense, in Java code, too. */
    @Test
    void divisionByZeroEndsTheProcess() {
        assertThatThrownBy(() -> run("divides;n * k;")).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("with exit code");
    }

    @Test
    void writingOutsideEndsTheProcess() {
        assertThatThrownBy(() -> run("outside;n * k;")).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("with exit code");
    }
}
