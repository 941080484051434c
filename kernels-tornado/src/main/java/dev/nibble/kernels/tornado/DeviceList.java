package dev.nibble.kernels.tornado;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceKind;
import dev.nibble.api.plugin.Support;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/** Usable devices as properties of a file. */
final class DeviceList {
    private static final String COUNT = "devices";
    private static final String EXTRA = ".property.";

    private DeviceList() {}

    static Properties write(List<DeviceInfo> devices) {
        Properties properties = new Properties();
        properties.setProperty(COUNT, Integer.toString(devices.size()));
        for (int i = 0; i < devices.size(); i++) {
            DeviceInfo device = devices.get(i);
            properties.setProperty(i + ".id", device.id());
            properties.setProperty(i + ".kind", device.kind().name());
            properties.setProperty(i + ".vendor", device.vendor());
            properties.setProperty(i + ".name", device.name());
            properties.setProperty(i + ".memory", Long.toString(device.memoryBytes()));
            int index = i;
            device.properties().forEach((key, value) -> properties.setProperty(index + EXTRA + key, value));
        }
        return properties;
    }

    /** @throws IllegalArgumentException if that is no list of devices */
    static List<DeviceInfo> read(Properties properties) {
        List<DeviceInfo> devices = new ArrayList<>();
        int count = Integer.parseInt(required(properties, COUNT));
        for (int i = 0; i < count; i++) {
            Map<String, String> extra = new TreeMap<>();
            String prefix = i + EXTRA;
            properties.stringPropertyNames().stream().filter(key -> key.startsWith(prefix))
                    .forEach(key -> extra.put(key.substring(prefix.length()), properties.getProperty(key)));
            devices.add(new DeviceInfo(required(properties, i + ".id"), TornadoDeviceProvider.RUNTIME,
                    DeviceKind.valueOf(required(properties, i + ".kind")), required(properties, i + ".vendor"),
                    required(properties, i + ".name"), Long.parseLong(required(properties, i + ".memory")), Set.of(),
                    Support.yes(), extra));
        }
        return List.copyOf(devices);
    }

    private static String required(Properties properties, String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("the list of devices lacks '" + key + "'");
        }
        return value;
    }
}
