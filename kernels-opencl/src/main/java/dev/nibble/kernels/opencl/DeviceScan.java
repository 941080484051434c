package dev.nibble.kernels.opencl;

import dev.nibble.api.device.Ability;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceKind;
import dev.nibble.api.device.program.Limits;
import dev.nibble.api.device.program.OfflineBinaries;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.kernel.described.DescribedKernel;
import dev.nibble.api.plugin.Support;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Asks all drivers for all their devices. */
final class DeviceScan {
    private static final int PLATFORM_VERSION = 0x0901;
    private static final int PLATFORM_NAME = 0x0902;
    private static final int DEVICE_TYPE = 0x1000;
    private static final int MAX_COMPUTE_UNITS = 0x1002;
    private static final int MAX_WORK_GROUP_SIZE = 0x1004;
    private static final int MAX_WORK_ITEM_SIZES = 0x1005;
    private static final int ADDRESS_BITS = 0x100D;
    private static final int MAX_MEM_ALLOC_SIZE = 0x1010;
    private static final int GLOBAL_MEM_CACHE_SIZE = 0x101E;
    private static final int GLOBAL_MEM_SIZE = 0x101F;
    private static final int LOCAL_MEM_SIZE = 0x1023;
    private static final int ENDIAN_LITTLE = 0x1026;
    private static final int AVAILABLE = 0x1027;
    private static final int COMPILER_AVAILABLE = 0x1028;
    private static final int NAME = 0x102B;
    private static final int VENDOR = 0x102C;
    private static final int DRIVER_VERSION = 0x102D;
    private static final int VERSION = 0x102F;
    private static final int EXTENSIONS = 0x1030;
    private static final long TYPE_ALL = 0xFFFFFFFFL;
    private static final int TYPE_CPU = 2;
    private static final int TYPE_GPU = 4;
    private static final int TYPE_ACCELERATOR = 8;
    /** More than any machine has: a guard against nonsense from a driver. */
    private static final int MOST = 64;

    private final PlatformCalls calls;
    private final OfflineFolder offline;

    DeviceScan(PlatformCalls calls, OfflineFolder offline) {
        this.calls = calls;
        this.offline = offline;
    }

    /** Usable devices with what it takes to open them, and of those that cannot be used why. */
    record Result(List<FoundDevice> usable, List<DeviceInfo> broken) {}

    /** @throws ProgramException if the loader cannot list the platforms */
    Result scan() {
        List<FoundDevice> usable = new ArrayList<>();
        List<DeviceInfo> broken = new ArrayList<>();
        long[] platforms = handles("clGetPlatformIDs", "this machine", StatusCode.PLATFORM_NOT_FOUND, calls::getPlatformIDs);
        for (int p = 0; p < platforms.length; p++) {
            String id = DescribedKernel.RUNTIME + ":" + p;
            try {
                scan(id, platforms[p], usable, broken);
            } catch (ProgramException e) {
                broken.add(unusable(id, "driver", "one that answers", e.getMessage()));
            }
        }
        return new Result(List.copyOf(usable), List.copyOf(broken));
    }

    private void scan(String platformId, long platform, List<FoundDevice> usable, List<DeviceInfo> broken) {
        Info driver = new Info("clGetPlatformInfo", platformId, (what, size, value, needed) ->
                calls.getPlatformInfo(platform, what, size, value, needed));
        long[] devices = handles("clGetDeviceIDs", platformId, StatusCode.DEVICE_NOT_FOUND,
                (count, handles, found) -> calls.getDeviceIDs(platform, TYPE_ALL, count, handles, found));
        for (int d = 0; d < devices.length; d++) {
            String id = platformId + ":" + d;
            try {
                FoundDevice device = read(id, platform, driver, devices[d]);
                if (device.info().usable().supported()) {
                    usable.add(device);
                } else {
                    broken.add(device.info());
                }
            } catch (ProgramException e) {
                broken.add(unusable(id, "driver", "one that answers", e.getMessage()));
            }
        }
    }

    private FoundDevice read(String id, long platform, Info driver, long handle) {
        Info device = new Info("clGetDeviceInfo", id, (what, size, value, needed) ->
                calls.getDeviceInfo(handle, what, size, value, needed));
        Set<String> extensions = Set.copyOf(List.of(device.text(EXTENSIONS).split("\\s+")));
        Limits limits = new Limits(device.number(MAX_WORK_GROUP_SIZE), device.number(LOCAL_MEM_SIZE),
                device.number(MAX_MEM_ALLOC_SIZE));
        int units = (int) device.number(MAX_COMPUTE_UNITS);
        Map<String, String> properties = new TreeMap<>(limits.properties());
        properties.put("platform", driver.text(PLATFORM_NAME) + ", " + driver.text(PLATFORM_VERSION));
        properties.put("version", device.text(VERSION));
        properties.put("driver", device.text(DRIVER_VERSION));
        properties.put("compute-units", Integer.toString(units));
        properties.put(DescribedKernel.COMPILER, device.number(COMPILER_AVAILABLE) != 0 ? "in the driver" : "none");
        properties.putAll(new OfflineBinaries(offline.of(device.text(NAME))).properties());
        Support usable = Support.yes()
                .require("available", "yes", device.number(AVAILABLE) != 0 ? "yes" : "no, says the driver")
                .require("addresses", "64 bits", device.number(ADDRESS_BITS) + " bits")
                .require("byte order", "little-endian", device.number(ENDIAN_LITTLE) != 0 ? "little-endian" : "big-endian");
        DeviceInfo info = new DeviceInfo(id, DescribedKernel.RUNTIME, kind(device.number(DEVICE_TYPE), driver.text(PLATFORM_NAME)),
                device.text(VENDOR), device.text(NAME), device.number(GLOBAL_MEM_SIZE), abilities(extensions), usable, properties);
        return new FoundDevice(platform, handle, info, limits,
                LongStream.of(device.numbers(MAX_WORK_ITEM_SIZES)).boxed().toList(), units, device.number(GLOBAL_MEM_CACHE_SIZE));
    }

    private static Set<Ability> abilities(Set<String> extensions) {
        Set<Ability> abilities = EnumSet.noneOf(Ability.class);
        if (extensions.contains("cl_khr_fp16")) {
            abilities.add(Ability.FP16);
        }
        if (extensions.contains("cl_khr_fp64")) {
            abilities.add(Ability.FP64);
        }
        if (extensions.contains("cl_khr_integer_dot_product")) {
            abilities.add(Ability.INT8_DOT);
        }
        return abilities;
    }

    /** OpenCL has no type for FPGAs: their vendors' platforms tell them from other accelerators. */
    private static DeviceKind kind(long type, String platform) {
        if ((type & TYPE_GPU) != 0) {
            return DeviceKind.GPU;
        }
        if ((type & TYPE_CPU) != 0) {
            return DeviceKind.CPU;
        }
        String name = platform.toLowerCase(Locale.ROOT);
        boolean isFpga = (type & TYPE_ACCELERATOR) != 0 && (name.contains("fpga") || name.contains("xilinx"));
        return isFpga ? DeviceKind.FPGA : DeviceKind.ACCELERATOR;
    }

    /** An entry for what is not there or does not answer. */
    static DeviceInfo unusable(String id, String name, String required, String found) {
        return new DeviceInfo(id, DescribedKernel.RUNTIME, DeviceKind.ACCELERATOR, "none", "none", 0, Set.of(),
                Support.no(name, required, found), Map.of());
    }

    private interface Listing {
        int list(int count, MemorySegment handles, MemorySegment found);
    }

    private static long[] handles(String call, String subject, int none, Listing listing) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment handles = arena.allocate(ValueLayout.JAVA_LONG, MOST);
            int status = listing.list(MOST, handles, found);
            if (status == none) {
                return new long[0];
            }
            StatusCode.check(status, call, subject);
            int count = Math.clamp(found.get(ValueLayout.JAVA_INT, 0), 0, MOST);
            return Arrays.copyOf(handles.toArray(ValueLayout.JAVA_LONG), count);
        }
    }
}
