package dev.nibble.runtime.testing;

import dev.nibble.api.device.Ceiling;
import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceKind;
import dev.nibble.api.plugin.Support;
import java.util.Map;
import java.util.Set;

/** A device that is the JVM itself. */
public record TestDevice(String vendor, Support usable) implements Device {
    public TestDevice() {
        this("none", Support.yes());
    }

    @Override
    public DeviceInfo info() {
        return new DeviceInfo("test", "test", DeviceKind.CPU, vendor, "plain Java", 0, Set.of(), usable, Map.of());
    }

    @Override
    public Ceiling measureCeiling(int threads) {
        throw new UnsupportedOperationException("a test device has no ceiling");
    }

    @Override
    public void close() {}
}
