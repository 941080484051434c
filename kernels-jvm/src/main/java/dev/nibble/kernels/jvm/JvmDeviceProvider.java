package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Ability;
import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceKind;
import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.plugin.Support;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lists the one device that is always there: the processor under this JVM, with id {@code jvm}. */
public final class JvmDeviceProvider implements DeviceProvider {
    static final String RUNTIME = "jvm";

    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final String VECTOR_ARGUMENT = "--add-modules=" + VECTOR_MODULE;

    @Override
    public String name() {
        return RUNTIME;
    }

    @Override
    public String description() {
        return "the processor's cores, through the JVM and its Vector API";
    }

    /**
     * One device. It is usable if this Java has the vector module, whether or not this JVM was started with it: workers
     * are.
     */
    @Override
    public List<DeviceInfo> devices() {
        CpuFacts cpu = CpuFacts.read();
        boolean present = ModuleFinder.ofSystem().find(VECTOR_MODULE).isPresent();
        Support usable = Support.yes().require("module " + VECTOR_MODULE,
                "a Java runtime that contains it (any full JDK 25 does)", present ? "present" : "none in "
                        + System.getProperty("java.home"), present);
        // Only what is the same in host and worker: it all goes into the fingerprint.
        Map<String, String> properties = Map.of(
                "cores", Integer.toString(Runtime.getRuntime().availableProcessors()),
                "simd", cpu.simd(),
                "jdk", Runtime.version().toString(),
                "vm", System.getProperty("java.vm.name"));
        return List.of(new DeviceInfo(RUNTIME, RUNTIME, DeviceKind.CPU, cpu.vendor(), cpu.model(), memoryBytes(),
                Set.of(Ability.FP64), usable, properties));
    }

    @Override
    public List<String> jvmArguments() {
        return List.of(VECTOR_ARGUMENT, "--enable-native-access=ALL-UNNAMED");
    }

    @Override
    public Device open(DeviceInfo device) {
        if (!device.id().equals(RUNTIME)) {
            throw new IllegalStateException("the provider 'jvm' has one device, 'jvm', not '" + device.id() + "'");
        }
        if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
            throw new IllegalStateException("device 'jvm' needs the Vector API: start this JVM with " + VECTOR_ARGUMENT);
        }
        return new JvmDevice(device, Warmup.asConfigured());
    }

    /** Physical memory, or the container's share of it: packed weights lie outside the heap. */
    private static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }
}
