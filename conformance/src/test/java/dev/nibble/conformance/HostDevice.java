package dev.nibble.conformance;

import dev.nibble.api.device.Ceiling;
import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceKind;
import dev.nibble.api.plugin.Support;
import java.util.Map;
import java.util.Set;

/** The JVM itself, for kernels written in plain Java. */
record HostDevice() implements Device {
    static final String RUNTIME = "test";

    @Override
    public DeviceInfo info() {
        return new DeviceInfo("test", RUNTIME, DeviceKind.CPU, "none", "plain Java", 0, Set.of(), Support.yes(), Map.of());
    }

    @Override
    public Ceiling measureCeiling(int threads) {
        throw new UnsupportedOperationException("a test device has no ceiling");
    }

    @Override
    public void close() {}
}
