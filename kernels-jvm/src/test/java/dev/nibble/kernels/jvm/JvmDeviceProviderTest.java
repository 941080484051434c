package dev.nibble.kernels.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.nibble.api.device.Ceiling;
import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JvmDeviceProviderTest {
    private final JvmDeviceProvider provider = new JvmDeviceProvider();

    @Test
    void listsOneUsableDeviceThatIsTheSameEachTime() {
        List<DeviceInfo> devices = provider.devices();
        assertThat(devices).singleElement().satisfies(device -> {
            assertThat(device.id()).isEqualTo("jvm");
            assertThat(device.runtime()).isEqualTo("jvm");
            assertThat(device.usable().supported()).isTrue();
            assertThat(device.memoryBytes()).isPositive();
            assertThat(device.vendor()).isNotBlank();
            assertThat(device.name()).isNotBlank();
        });
        assertThat(provider.devices()).isEqualTo(devices);
    }

    /** The host has no vector module: it lists the same device, asks kernels, and is told why it cannot open it. */
    @Test
    void aJvmWithoutTheVectorModuleListsTheSameDeviceAndAsksKernels() throws IOException, InterruptedException {
        Process host = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), HostWithoutVectors.class.getName())
                .redirectErrorStream(true).start();
        List<String> lines = host.inputReader().lines().toList();
        assertThat(host.waitFor()).as("%s", lines).isZero();
        assertThat(lines).contains(
                "fingerprint " + provider.devices().getFirst().fingerprint(),
                "jvm.linear.int4 supported",
                "jvm.linear.int8 bits: 5 to 8 required, 4 given",
                "jvm.reference.linear supported",
                "open device 'jvm' needs the Vector API: start this JVM with --add-modules=jdk.incubator.vector");
    }

    @Test
    void opensNothingButItsOwnDevice() {
        DeviceInfo jvm = provider.devices().getFirst();
        DeviceInfo other = new DeviceInfo("opencl:0:0", "opencl", jvm.kind(), jvm.vendor(), jvm.name(), 1, jvm.abilities(),
                jvm.usable(), jvm.properties());
        assertThatIllegalStateException().isThrownBy(() -> provider.open(other)).withMessageContaining("opencl:0:0");
        assertThatIllegalArgumentException().isThrownBy(() -> JvmDevice.of(new OtherDevice(other)))
                .withMessageContaining("opencl:0:0");
    }

    @Tag("vectors")
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void measuresACeiling(int threads) {
        try (Device device = provider.open(provider.devices().getFirst())) {
            Ceiling ceiling = device.measureCeiling(threads);
            assertThat(ceiling.threads()).isEqualTo(threads);
            assertThat(List.of(ceiling.bytesPerSecond(), ceiling.cachedBytesPerSecond(), ceiling.flopsPerSecond()))
                    .allSatisfy(figure -> assertThat(figure).isFinite().isPositive());
        }
    }

    /** A device of another runtime. */
    private record OtherDevice(DeviceInfo info) implements Device {
        @Override
        public Ceiling measureCeiling(int threads) {
            throw new UnsupportedOperationException("never asked");
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
