package dev.nibble.kernels.opencl;

import dev.nibble.api.device.DeviceInfo;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The device that tests run on: any that an OpenCL driver offers, best PoCL's. Without one, tests are skipped and say so. */
final class Pocl {
    private static final OpenClDeviceProvider PROVIDER = new OpenClDeviceProvider();

    private Pocl() {}

    static DeviceInfo info() {
        List<DeviceInfo> devices = PROVIDER.devices();
        List<DeviceInfo> usable = devices.stream().filter(device -> device.usable().supported()).toList();
        Assumptions.assumeFalse(usable.isEmpty(), () -> "needs an OpenCL device: " + devices.getFirst().usable());
        return usable.getFirst();
    }

    /** An open device, the caller's own. */
    static OpenClDevice open() {
        return (OpenClDevice) PROVIDER.open(info());
    }

    /** One with a cache of built programs of its own. */
    static OpenClDevice open(Path cache) {
        return PROVIDER.open(info(), cache);
    }
}
