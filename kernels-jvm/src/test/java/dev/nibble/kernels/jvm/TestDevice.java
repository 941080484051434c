package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.format.Format;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.stream.Stream;

/** The jvm device and formats by text, for tests. */
final class TestDevice {
    private TestDevice() {}

    static DeviceInfo info() {
        return new JvmDeviceProvider().devices().getFirst();
    }

    /** The same machine, driven by another runtime. */
    static DeviceInfo info(String runtime) {
        DeviceInfo jvm = info();
        return new DeviceInfo(jvm.id(), runtime, jvm.kind(), jvm.vendor(), jvm.name(), jvm.memoryBytes(), jvm.abilities(),
                jvm.usable(), jvm.properties());
    }

    static Device open() {
        return new JvmDeviceProvider().open(info());
    }

    static Stream<Format> formats(String... texts) {
        PluginRegistry registry = PluginRegistry.load(TestDevice.class.getClassLoader());
        return Stream.of(texts).map(registry::format);
    }

    static Format format(String text) {
        return formats(text).findFirst().orElseThrow();
    }
}
