package dev.nibble.harness.command;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.UsageException;
import java.util.List;
import java.util.stream.Collectors;

/** The devices of all providers. */
final class Devices {
    private Devices() {}

    /** All of them, those that cannot be used included. */
    static List<DeviceInfo> all(Registry registry) {
        return registry.deviceProviders().stream().flatMap(provider -> provider.devices().stream()).toList();
    }

    /** @throws UsageException if there is no such device; the message lists those there are */
    static DeviceInfo named(Registry registry, String id) {
        List<DeviceInfo> all = all(registry);
        return all.stream().filter(device -> device.id().equals(id)).findFirst().orElseThrow(() -> new UsageException(
                "there is no device '" + id + "'; there are: "
                        + all.stream().map(DeviceInfo::id).collect(Collectors.joining(", "))));
    }
}
