package dev.nibble.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.device.Ceiling;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.program.Limits;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenClDeviceProviderTest {
    @Test
    void neverThrowsAndSaysWhatIsMissing() {
        List<DeviceInfo> devices = new OpenClDeviceProvider().devices();
        assertThat(devices).isNotEmpty();
        for (DeviceInfo device : devices) {
            assertThat(device.runtime()).isEqualTo("opencl");
            assertThat(device.id()).startsWith("opencl");
            if (!device.usable().supported()) {
                assertThat(device.usable().toString()).isNotBlank();
            }
        }
    }

    @Test
    void aUsableDeviceTellsItsLimitsAndItsDriver() {
        DeviceInfo device = Pocl.info();
        assertThat(device.id()).matches("opencl:\\d+:\\d+");
        assertThat(device.name()).isNotBlank();
        assertThat(device.memoryBytes()).isPositive();
        Limits limits = Limits.of(device).orElseThrow();
        assertThat(limits.workGroup()).isPositive();
        assertThat(limits.localBytes()).isPositive();
        assertThat(limits.allocationBytes()).isPositive();
        assertThat(device.properties()).containsKeys("driver", "version", "platform", "compiler");
        assertThat(device.fingerprint()).isEqualTo(new OpenClDeviceProvider().devices().getFirst().fingerprint())
                .contains(device.properties().get("driver"));
    }

    @Test
    void aDeviceThatIsNotThereIsRefusedWithThoseThatAre() {
        DeviceInfo device = Pocl.info();
        DeviceInfo other = new DeviceInfo("opencl:9:9", "opencl", device.kind(), "v", "n", 1, device.abilities(), device.usable(),
                device.properties());
        assertThatThrownBy(() -> new OpenClDeviceProvider().open(other)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'opencl:9:9'").hasMessageContaining(device.id());
    }

    @Test
    void measuresItsCeiling() {
        try (OpenClDevice device = Pocl.open()) {
            Ceiling ceiling = device.measureCeiling(1);
            assertThat(ceiling.bytesPerSecond()).isBetween(1e8, 1e14);
            assertThat(ceiling.cachedBytesPerSecond()).isBetween(ceiling.bytesPerSecond(), 1e14);
            assertThat(ceiling.flopsPerSecond()).isBetween(1e8, 1e16);
            assertThat(device.open()).containsOnlyKeys("built program");
            System.out.println("Ceiling of " + device.info().name() + ": " + ceiling);
        }
    }

    @Test
    void everyCodeOfTheSpecificationHasItsName() {
        assertThat(StatusCode.name(0)).isEqualTo("CL_SUCCESS (0)");
        assertThat(StatusCode.name(-4)).isEqualTo("CL_MEM_OBJECT_ALLOCATION_FAILURE (-4)");
        assertThat(StatusCode.name(-19)).isEqualTo("CL_KERNEL_ARG_INFO_NOT_AVAILABLE (-19)");
        assertThat(StatusCode.name(-30)).isEqualTo("CL_INVALID_VALUE (-30)");
        assertThat(StatusCode.name(-54)).isEqualTo("CL_INVALID_WORK_GROUP_SIZE (-54)");
        assertThat(StatusCode.name(-72)).isEqualTo("CL_MAX_SIZE_RESTRICTION_EXCEEDED (-72)");
        assertThat(StatusCode.name(-1001)).isEqualTo("CL_PLATFORM_NOT_FOUND_KHR (-1001)");
        assertThat(StatusCode.name(-9999)).isEqualTo("an error of the driver's own (-9999)");
    }
}
