package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceKind;
import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.plugin.CacheFolder;
import dev.nibble.api.plugin.Support;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the devices of an installed TornadoVM. Its runtime compiles the methods of this module when they are asked for. */
public final class TornadoDeviceProvider implements DeviceProvider {
    static final String RUNTIME = "tornado";

    private static final String API_MODULE = "tornado.api";

    /** Found once: it takes a JVM to look. */
    private List<DeviceInfo> found;

    @Override
    public String name() {
        return RUNTIME;
    }

    @Override
    public String description() {
        return "devices of TornadoVM " + Sdk.VERSION + ", which compiles the tornado kernels where it is installed";
    }

    @Override
    public synchronized List<DeviceInfo> devices() {
        if (found == null) {
            found = search();
        }
        return found;
    }

    private static List<DeviceInfo> search() {
        Optional<Sdk> sdk = Sdk.find();
        Support support = Sdk.support(sdk);
        if (!support.supported()) {
            return List.of(unusable(support));
        }
        try {
            List<DeviceInfo> devices = isHere()
                    ? JitDevices.list().stream().map(JitDevices.Found::info).toList()
                    : new DeviceProbe(sdk.get(), CacheFolder.path().resolve("tornado")).devices();
            return devices.isEmpty() ? List.of(unusable(Support.no("TornadoVM device", "one, through an OpenCL driver (Debian"
                    + " package pocl-opencl-icd is one for processors)", "none"))) : devices;
        } catch (RuntimeException | LinkageError e) {
            return List.of(unusable(Support.no("TornadoVM", "one that starts", e.toString())));
        }
    }

    private static DeviceInfo unusable(Support support) {
        return new DeviceInfo(RUNTIME, RUNTIME, DeviceKind.ACCELERATOR, "TornadoVM", "none", 0, Set.of(), support, Map.of());
    }

    /** Whether this JVM was started with TornadoVM. */
    private static boolean isHere() {
        return ModuleLayer.boot().findModule(API_MODULE).isPresent();
    }

    @Override
    public List<String> jvmArguments() {
        Optional<Sdk> sdk = Sdk.find();
        return Sdk.support(sdk).supported() ? ArgumentFile.of(sdk.get().jvmArguments(), CacheFolder.path().resolve("tornado")) : List.of();
    }

    @Override
    public Device open(DeviceInfo device) {
        if (!isHere()) {
            throw new IllegalStateException("device '" + device.id() + "' needs a JVM with TornadoVM: start it with the arguments"
                    + " that this provider tells");
        }
        return JitDevices.list().stream().filter(it -> it.info().id().equals(device.id())).findFirst()
                .map(it -> new JitDevice(it.info(), it.handle(), DriverLog.ofThisProcess()))
                .orElseThrow(() -> new IllegalStateException("TornadoVM has no device '" + device.id() + "' any more"));
    }
}
