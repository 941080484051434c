package dev.nibble.harness.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.device.Ceiling;
import dev.nibble.api.device.DeviceKind;
import dev.nibble.api.op.Cost;
import org.junit.jupiter.api.Test;

class CeilingShareTest {
    private static final Ceiling CEILING = new Ceiling(10e9, 100e9, 50e9, 1);

    @Test
    void bandwidthLimitsWhatMovesMuch() {
        CeilingShare share = new CeilingShare(CEILING, new Cost(900_000, 100_000, 10), DeviceKind.GPU);
        // 1 MB at 10 GB/s takes 100 us.
        assertThat(share.percent(200_000, 1L << 40)).isCloseTo(50, within(1e-9));
    }

    @Test
    void flopsLimitWhatComputesMuch() {
        CeilingShare share = new CeilingShare(CEILING, new Cost(100, 100, 50_000_000), DeviceKind.GPU);
        assertThat(share.percent(1e6, 1L << 40)).isCloseTo(100, within(1e-9));
    }

    @Test
    void whatTheCpusCacheHoldsIsHeldToTheCachesBandwidth() {
        CeilingShare share = new CeilingShare(CEILING, new Cost(1_000_000, 0, 10), DeviceKind.CPU);
        long cache = dev.nibble.harness.trace.EnvironmentProbe.lastLevelCacheBytes().orElse(0);
        double expected = cache > 0 ? 10 : 100;
        assertThat(share.percent(100_000, 1)).isCloseTo(expected, within(1e-9));
        assertThat(share.percent(100_000, 1L << 40)).isCloseTo(100, within(1e-9));
        assertThat(share.remark("cold", 1L << 40)).isEmpty();
    }
}
