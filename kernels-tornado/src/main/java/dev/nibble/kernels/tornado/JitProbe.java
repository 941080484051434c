package dev.nibble.kernels.tornado;

import dev.nibble.api.device.DeviceInfo;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** Lists TornadoVM's devices in a JVM of its own, for a host that cannot load TornadoVM. */
final class JitProbe {
    private JitProbe() {}

    /** @param arguments the file to write */
    public static void main(String[] arguments) throws IOException {
        List<DeviceInfo> devices = JitDevices.list().stream().map(JitDevices.Found::info).toList();
        Properties properties = DeviceList.write(devices);
        try (Writer out = Files.newBufferedWriter(Path.of(arguments[0]))) {
            properties.store(out, "devices of TornadoVM");
        }
    }
}
