package dev.nibble.kernels.opencl;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.device.JvmSignals;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.kernel.described.DescribedKernel;
import dev.nibble.api.plugin.CacheFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists the devices of all OpenCL drivers, with ids {@code opencl:P:D}: the driver's number and the device's. */
public final class OpenClDeviceProvider implements DeviceProvider {
    private static final String INSTALL = "an OpenCL driver: for this processor PoCL (Debian, Ubuntu: apt install pocl-opencl-icd),"
            + " for a GPU or FPGA its vendor's, and the loader (ocl-icd-libopencl1)";

    private final Optional<Path> offline;
    /** Drivers take a while to start and their devices do not change: asked once by each provider. */
    private Found found;

    /** With the binaries of the folder that {@value OfflineFolder#VARIABLE} names, if it names one. */
    public OpenClDeviceProvider() {
        this(Optional.ofNullable(System.getenv(OfflineFolder.VARIABLE)).filter(name -> !name.isBlank()).map(Path::of));
    }

    /** @param offline a folder of descriptions with binaries that offline compilers made; empty for none */
    public OpenClDeviceProvider(Optional<Path> offline) {
        this.offline = offline;
    }

    /** What was found, or why there is nothing. */
    private sealed interface Found {
        record Drivers(OpenCl openCl, OfflineFolder offline, DeviceScan.Result devices) implements Found {}

        record Nothing(DeviceInfo reason) implements Found {}
    }

    @Override
    public String name() {
        return DescribedKernel.RUNTIME;
    }

    @Override
    public String description() {
        return "devices of OpenCL drivers: processors (PoCL), GPUs, FPGAs; runs described kernels";
    }

    @Override
    public List<DeviceInfo> devices() {
        return switch (found()) {
            case Found.Nothing(DeviceInfo reason) -> List.of(reason);
            case Found.Drivers(_, _, DeviceScan.Result(var usable, var broken)) -> {
                List<DeviceInfo> all = new ArrayList<>(usable.stream().map(FoundDevice::info).toList());
                all.addAll(broken);
                yield List.copyOf(all);
            }
        };
    }

    private synchronized Found found() {
        if (found == null) {
            found = search(offline);
        }
        return found;
    }

    private static Found search(Optional<Path> folder) {
        OfflineFolder offline;
        try {
            offline = folder.map(OfflineFolder::read).orElse(OfflineFolder.none());
        } catch (IllegalArgumentException e) {
            // A folder that was named and is wrong shall be seen.
            return new Found.Nothing(DeviceScan.unusable(DescribedKernel.RUNTIME, OfflineFolder.VARIABLE,
                    "a folder of descriptions, as 'nibble export-kernels --target fpga' writes it", e.getMessage()));
        }
        try {
            OpenCl openCl = OpenCl.load();
            DeviceScan.Result devices = JvmSignals.keep(new DeviceScan(openCl.platforms(), offline)::scan);
            return devices.usable().isEmpty() && devices.broken().isEmpty()
                    ? nothing("the OpenCL loader, and no driver with a device")
                    : new Found.Drivers(openCl, offline, devices);
        } catch (IllegalStateException | ProgramException e) {
            return nothing(e.getMessage());
        } catch (IllegalCallerException e) {
            return nothing("a JVM that may not call native code: start it with --enable-native-access=ALL-UNNAMED");
        }
    }

    private static Found nothing(String reason) {
        return new Found.Nothing(DeviceScan.unusable(DescribedKernel.RUNTIME, "OpenCL", INSTALL, reason));
    }

    @Override
    public List<String> jvmArguments() {
        return List.of("--enable-native-access=ALL-UNNAMED");
    }

    @Override
    public Device open(DeviceInfo device) {
        return open(device, cacheFolder());
    }

    /** With built programs kept in another folder. */
    OpenClDevice open(DeviceInfo device, Path cache) {
        if (found() instanceof Found.Drivers(OpenCl openCl, OfflineFolder binaries, DeviceScan.Result devices)) {
            for (FoundDevice candidate : devices.usable()) {
                if (candidate.info().id().equals(device.id())) {
                    return OpenClDevice.open(openCl, candidate, cache, binaries);
                }
            }
        }
        throw new IllegalStateException("there is no usable device '" + device.id() + "'; usable are "
                + devices().stream().filter(it -> it.usable().supported()).map(DeviceInfo::id).toList());
    }

    /** Programs are kept where everything that can be made again is kept. */
    private static Path cacheFolder() {
        return CacheFolder.path().resolve("opencl");
    }
}
