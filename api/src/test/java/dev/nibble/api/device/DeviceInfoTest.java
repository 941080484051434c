package dev.nibble.api.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.device.program.Limits;
import dev.nibble.api.plugin.Requirement;
import dev.nibble.api.plugin.Support;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeviceInfoTest {
    private static DeviceInfo device(Map<String, String> properties) {
        return new DeviceInfo("d:0", "d", DeviceKind.GPU, "vendor", "name", 1 << 20, Set.of(), Support.yes(), properties);
    }

    @Test
    void theFingerprintTellsDriversApartAndForgetsWhatIsMomentary() {
        String one = device(Map.of("driver", "1", DeviceInfo.MOMENTARY + "free", "5")).fingerprint();
        assertThat(one).isEqualTo(device(Map.of("driver", "1", DeviceInfo.MOMENTARY + "free", "6")).fingerprint());
        assertThat(one).isNotEqualTo(device(Map.of("driver", "2")).fingerprint());
    }

    @Test
    void limitsTravelInTheProperties() {
        Limits limits = new Limits(256, 1 << 16, 1L << 40);
        assertThat(Limits.of(device(limits.properties()))).contains(limits);
        assertThat(Limits.of(device(Map.of()))).isEmpty();
        assertThat(limits.allow(256, 1 << 16, 1L << 40).failed()).isEmpty();
        assertThat(limits.allow(257, (1 << 16) + 1, (1L << 40) + 1).failed()).extracting(Requirement::name)
                .containsExactly("work group", "local memory", "largest buffer");
    }
}
