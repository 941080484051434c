package dev.nibble.kernels.tornado;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceKind;
import dev.nibble.api.device.JvmSignals;
import dev.nibble.api.device.program.Limits;
import dev.nibble.api.plugin.Support;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/** The devices of the TornadoVM in this JVM. */
final class JitDevices {
    private JitDevices() {}

    /** A device with TornadoVM's own handle. */
    record Found(DeviceInfo info, TornadoDevice handle) {}

    /** The first call starts TornadoVM and the drivers. */
    static List<Found> list() {
        return JvmSignals.keep(JitDevices::found);
    }

    private static List<Found> found() {
        TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
        List<Found> found = new ArrayList<>();
        for (int b = 0; b < runtime.getNumBackends(); b++) {
            TornadoBackend backend = runtime.getBackend(b);
            for (int d = 0; d < backend.getNumDevices(); d++) {
                TornadoDevice device = backend.getDevice(d);
                found.add(new Found(info(TornadoDeviceProvider.RUNTIME + ":" + b + ":" + d, device), device));
            }
        }
        return found;
    }

    private static DeviceInfo info(String id, TornadoDevice device) {
        Map<String, String> properties = new HashMap<>();
        properties.put("tornadovm", Sdk.VERSION);
        properties.put("platform", device.getPlatformName());
        properties.put("opencl-c", device.getDeviceOpenCLCVersion());
        properties.put("drivers", drivers());
        properties.put("jdk", Runtime.version().toString());
        properties.putAll(new Limits(device.getDeviceMaxWorkgroupDimensions()[0], device.getDeviceLocalMemorySize(),
                device.getMaxAllocMemory()).properties());
        return new DeviceInfo(id, TornadoDeviceProvider.RUNTIME, kind(device), device.getPlatformName(),
                device.getPhysicalDevice().getDeviceName(), device.getMaxGlobalMemory(), Set.of(), Support.yes(), properties);
    }

    private static String drivers() {
        try {
            return DeviceProbe.drivers();
        } catch (IOException e) {
            throw new UncheckedIOException("the OpenCL drivers cannot be listed: " + e.getMessage(), e);
        }
    }

    private static DeviceKind kind(TornadoDevice device) {
        return switch (device.getDeviceType()) {
            case CPU -> DeviceKind.CPU;
            case GPU -> DeviceKind.GPU;
            case FPGA -> DeviceKind.FPGA;
            default -> DeviceKind.ACCELERATOR;
        };
    }
}
