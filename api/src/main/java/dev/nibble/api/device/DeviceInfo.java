package dev.nibble.api.device;

import dev.nibble.api.plugin.Support;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A device as its provider found it, usable or not.
 *
 * @param id unique on this machine and stable between runs, for example {@code jvm} or {@code opencl:0:1}
 * @param runtime the device runtime that drives it, for example {@code jvm}; kernels ask for a runtime, not for an id
 * @param kind CPU, GPU, ...
 * @param vendor as the driver tells it
 * @param name as the driver tells it
 * @param memoryBytes memory that kernels can use, in bytes
 * @param abilities what it computes in hardware
 * @param usable whether it can run kernels here, or what is missing and what would make it so
 * @param properties driver version, vector width and whatever else decides results or speed; part of the fingerprint, but
 *     for those that begin with {@link #MOMENTARY}
 */
public record DeviceInfo(
        String id,
        String runtime,
        DeviceKind kind,
        String vendor,
        String name,
        long memoryBytes,
        Set<Ability> abilities,
        Support usable,
        Map<String, String> properties) {
    /** Begins the names of properties that change with what else runs on the machine. */
    public static final String MOMENTARY = "now:";

    public DeviceInfo {
        abilities = Set.copyOf(abilities);
        properties = java.util.Collections.unmodifiableMap(new TreeMap<>(properties));
    }

    /** What identifies device and driver: contracts proven under one fingerprint say nothing about another. */
    public String fingerprint() {
        Map<String, String> lasting = new TreeMap<>(properties);
        lasting.keySet().removeIf(property -> property.startsWith(MOMENTARY));
        return String.join("|", runtime, kind.name(), vendor, name, lasting.toString());
    }
}
