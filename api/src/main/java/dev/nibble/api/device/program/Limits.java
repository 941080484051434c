package dev.nibble.api.device.program;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.plugin.Support;
import java.util.Map;
import java.util.Optional;

/**
 * What programs may ask of a device. Providers write them into {@link DeviceInfo#properties()} with {@link #properties()},
 * so that {@code Kernel.supports} can read them without opening the device.
 *
 * @param workGroup work items of one group
 * @param localBytes local memory of one group
 * @param allocationBytes largest single buffer
 */
public record Limits(long workGroup, long localBytes, long allocationBytes) {
    private static final String WORK_GROUP = "max-work-group";
    private static final String LOCAL = "local-memory-bytes";
    /** Drivers for processors derive it from the memory that is free. */
    private static final String ALLOCATION = DeviceInfo.MOMENTARY + "max-allocation-bytes";

    /** Limits as entries of a device's properties. */
    public Map<String, String> properties() {
        return Map.of(WORK_GROUP, Long.toString(workGroup), LOCAL, Long.toString(localBytes),
                ALLOCATION, Long.toString(allocationBytes));
    }

    /** The limits that a device's properties tell; empty if it is no device that runs programs. */
    public static Optional<Limits> of(DeviceInfo device) {
        Map<String, String> properties = device.properties();
        if (!properties.containsKey(WORK_GROUP) || !properties.containsKey(LOCAL) || !properties.containsKey(ALLOCATION)) {
            return Optional.empty();
        }
        return Optional.of(new Limits(Long.parseLong(properties.get(WORK_GROUP)), Long.parseLong(properties.get(LOCAL)),
                Long.parseLong(properties.get(ALLOCATION))));
    }

    /**
     * Whether a kernel's needs are within the limits, as requirements for {@code Kernel.supports}.
     *
     * @param workItems of its work groups
     * @param local bytes of local memory of its work groups
     * @param largestBuffer bytes of its largest buffer
     */
    public Support allow(long workItems, long local, long largestBuffer) {
        return Support.yes()
                .require("work group", "at most " + workGroup + " work items", Long.toString(workItems), workItems <= workGroup)
                .require("local memory", "at most " + localBytes + " bytes", Long.toString(local), local <= localBytes)
                .require("largest buffer", "at most " + allocationBytes + " bytes", Long.toString(largestBuffer),
                        largestBuffer <= allocationBytes);
    }
}
