package dev.nibble.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.kernel.Kernel;
import dev.nibble.runtime.registry.PluginRegistry;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry has every plugin's jar or folder looked at. */
class PluginLintTest {
    private static final String PLUGIN = """
            package plug;
            import dev.nibble.api.device.Device;
            import dev.nibble.api.format.QuantizedTensor;
            import dev.nibble.api.kernel.*;
            import dev.nibble.api.plugin.Support;
            import uk.ac.manchester.tornado.api.annotations.Parallel;
            import uk.ac.manchester.tornado.api.types.arrays.*;
            public final class Shifts implements Kernel {
                public String name() { return "plug.shifts"; }
                public String description() { return "a trap"; }
                public String op() { return "linear"; }
                public Support supports(KernelRequest request) { return Support.yes(); }
                public PreparedKernel prepare(KernelRequest r, Device d, QuantizedTensor w) { return null; }
                static final class Methods {
                    public static void shift(IntArray n, IntArray w, IntArray y) {
                        for (@Parallel int i = 0; i < n.get(0); i++) {
                            y.set(i, w.get(i) %s 4);
                        }
                    }
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void aPluginWithATrapIsFound() throws IOException {
        assertThat(findings(">>>")).singleElement().asString().contains("plug.Shifts$Methods.shift:17").contains("'>>>'");
    }

    @Test
    void aPluginWithoutOneIsNot() throws IOException {
        assertThat(findings(">>")).isEmpty();
    }

    private List<?> findings(String shift) throws IOException {
        Compiled.source("plug.Shifts", PLUGIN.formatted(shift), folder);
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(Kernel.class.getName()), "plug.Shifts\n");
        try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            PluginRegistry registry = PluginRegistry.load(loader);
            return registry.findings(registry.kernel("plug.shifts"));
        }
    }
}
