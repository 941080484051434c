package dev.nibble.harness.trace;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where a cell ran. Numbers from different {@link #key()}s cannot be compared.
 *
 * @param facts JDK, operating system, CPU, memory, device with driver, flags, Nibble's version
 * @param plugins SHA-256 of the jars that had a part in it, by plugin name
 * @param key digest of all facts that make numbers comparable
 */
public record Environment(Map<String, String> facts, Map<String, String> plugins, String key) {
    public Environment {
        facts = java.util.Collections.unmodifiableMap(new TreeMap<>(facts));
        plugins = java.util.Collections.unmodifiableMap(new TreeMap<>(plugins));
    }
}
