package dev.nibble.kernels.opencl;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.program.Limits;
import java.util.List;

/**
 * A device as the driver tells it.
 *
 * @param platform the driver's handle
 * @param handle the driver's handle
 * @param info for the framework
 * @param limits for kernels
 * @param itemSizes the most work items in each dimension of a work group
 * @param computeUnits cores, or what the driver calls so
 * @param cacheBytes of its last-level cache; 0 if not told
 */
record FoundDevice(long platform, long handle, DeviceInfo info, Limits limits, List<Long> itemSizes, int computeUnits,
        long cacheBytes) {
    /** For messages: id and name. */
    String label() {
        return info.id() + " (" + info.name() + ")";
    }
}
