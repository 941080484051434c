package dev.nibble.harness.timing;

import dev.nibble.api.device.Ceiling;
import dev.nibble.api.device.DeviceKind;
import dev.nibble.api.op.Cost;
import dev.nibble.harness.trace.EnvironmentProbe;
import java.util.Optional;

/**
 * How close a time comes to what the device reaches at best: the time that its measured bandwidth or its measured flops
 * would need, whichever is longer, over the time taken.
 *
 * @param ceiling as measured on the device
 * @param cost what the operation must move and compute
 * @param kind of the device
 */
public record CeilingShare(Ceiling ceiling, Cost cost, DeviceKind kind) {
    /**
     * The share in percent.
     *
     * @param nanos time of one run
     * @param workingSetBytes bytes of weights that the runs go over; what a cache holds is held to the cache's bandwidth
     */
    public double percent(double nanos, long workingSetBytes) {
        double bandwidth = cached(workingSetBytes) ? ceiling.cachedBytesPerSecond() : ceiling.bytesPerSecond();
        double least = Math.max(cost.bytes() / bandwidth, cost.flops() / ceiling.flopsPerSecond());
        return 100 * least / (nanos * 1e-9);
    }

    /** What a reader must know about a cold time whose working set a cache may hold. */
    public Optional<String> remark(String mode, long workingSetBytes) {
        if (mode.equals("cold") && cached(workingSetBytes)) {
            return Optional.of("cold: the working set of " + (workingSetBytes >> 20) + " MB fits the last-level cache; "
                    + "--cold-mb makes it larger");
        }
        return Optional.empty();
    }

    /** Only the host's caches are known; a device with memory of its own counts as having none. */
    private boolean cached(long workingSetBytes) {
        return kind == DeviceKind.CPU
                && EnvironmentProbe.lastLevelCacheBytes().orElse(0) >= workingSetBytes + cost.bytesWritten();
    }
}
