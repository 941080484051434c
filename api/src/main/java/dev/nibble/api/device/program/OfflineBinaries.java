package dev.nibble.api.device.program;

import dev.nibble.api.device.DeviceInfo;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Sources of which a device has the program already, because its vendor's offline compiler made it. Building such a source
 * takes the binary. Providers write this into {@link DeviceInfo#properties()} with {@link #properties()}: what a contract was
 * proven with is thereby part of the device's fingerprint.
 *
 * @param bySource SHA-256 of the binary by SHA-256 of the source, lower-case hex
 */
public record OfflineBinaries(Map<String, String> bySource) {
    private static final String PROPERTY = "offline-binaries";
    /** Enough to tell programs apart, and to be read. */
    private static final int DIGITS = 16;

    public OfflineBinaries {
        bySource = Map.copyOf(bySource);
    }

    /** The entry of a device's properties, digests cut short; none if there are no binaries. */
    public Map<String, String> properties() {
        return bySource.isEmpty() ? Map.of() : Map.of(PROPERTY, new TreeMap<>(bySource).entrySet().stream()
                .map(it -> cut(it.getKey()) + "=" + cut(it.getValue())).collect(Collectors.joining(" ")));
    }

    /** Whether a device's properties tell of a binary of a source. */
    public static boolean has(DeviceInfo device, String sourceSha256) {
        return Optional.ofNullable(device.properties().get(PROPERTY))
                .filter(text -> (" " + text).contains(" " + cut(sourceSha256) + "=")).isPresent();
    }

    private static String cut(String digest) {
        return digest.substring(0, Math.min(DIGITS, digest.length()));
    }
}
