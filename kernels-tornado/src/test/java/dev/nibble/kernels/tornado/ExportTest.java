package dev.nibble.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.kernel.KernelExporter.Target;
import dev.nibble.api.kernel.described.ExportedEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What is committed is what TornadoVM makes of the methods. */
class ExportTest {
    private final TornadoExporter exporter = new TornadoExporter();

    @Test
    void everyMethodIsCommittedAndWhole() {
        for (DeviceMethod method : DeviceMethod.values()) {
            ExportedMethod exported = ExportedMethod.load(method);
            assertThat(exported.entry().entry()).isEqualTo(method.text());
            assertThat(exported.text()).contains("__kernel void " + method.text() + "(");
            assertThat(exported).isEqualTo(ExportedMethod.of(method, exported.text()));
            // Shapes must not be compiled in: what bounds the loops comes from the array of sizes.
            assertThat(exported.text()).doesNotContain("__private");
        }
    }

    @Test
    void aSourceThatWasChangedIsRefused() {
        ExportedEntry entry = ExportedMethod.load(DeviceMethod.EMBEDDING).entry();
        ExportedEntry other = new ExportedEntry(entry.source(), "0".repeat(64), entry.options(), entry.entry(),
                entry.compiler(), entry.arguments(), entry.local());
        assertThatThrownBy(() -> other.load(ExportedMethod.class, "exported/"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("embedding.cl")
                .hasMessageContaining("export it again");
    }

    @Test
    void exportingAgainGivesTheCommittedFiles() throws IOException {
        Assumptions.assumeTrue(exporter.usable(Target.OPENCL).supported(), () -> "needs a TornadoVM SDK: " + exporter.usable(Target.OPENCL));
        Map<String, byte[]> files = exporter.export(Target.OPENCL);
        assertThat(files).hasSize(2 * DeviceMethod.values().length);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            try (InputStream in = ExportedMethod.class.getResourceAsStream("exported/" + file.getKey())) {
                assertThat(new String(file.getValue(), StandardCharsets.UTF_8)).as(file.getKey())
                        .isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }
}
