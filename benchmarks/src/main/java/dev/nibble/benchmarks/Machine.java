package dev.nibble.benchmarks;

import dev.nibble.api.device.DeviceInfo;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/** What decides speed, for the head of a table. */
final class Machine {
    private Machine() {}

    static Map<String, String> facts(DeviceInfo device, Map<String, String> peers) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        facts.put("cpu", device.name());
        facts.put("simd", device.properties().getOrDefault("simd", "unknown"));
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("jdk", System.getProperty("java.vendor") + " " + Runtime.version());
        facts.putAll(peers);
        return facts;
    }
}
