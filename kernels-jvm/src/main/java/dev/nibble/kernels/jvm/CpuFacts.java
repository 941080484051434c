package dev.nibble.kernels.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code /proc/cpuinfo} tells of the processor, and sensible words where there is no such file.
 *
 * @param vendor for example {@code GenuineIntel}
 * @param model for example {@code AMD EPYC 9654}
 * @param simd the widest of the vector extensions that Java uses, for example {@code avx512}; {@code unknown} if not told
 * @param lastLevelCacheBytes 0 if not told
 */
record CpuFacts(String vendor, String model, String simd, long lastLevelCacheBytes) {
    private static final List<String> X86 = List.of("avx512f", "avx2", "avx", "sse4_2");
    private static final List<String> ARM = List.of("sve2", "sve", "asimd");
    private static final Pattern CACHE = Pattern.compile("(\\d{1,9}) KB");

    static CpuFacts read() {
        return read(Path.of("/proc/cpuinfo"));
    }

    static CpuFacts read(Path cpuinfo) {
        try {
            return parse(Files.readAllLines(cpuinfo));
        } catch (IOException e) {
            // Not Linux, or not readable: the words below are what is left.
            return parse(List.of());
        }
    }

    static CpuFacts parse(List<String> lines) {
        Map<String, String> first = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                first.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
            }
        }
        String arch = System.getProperty("os.arch");
        String vendor = first.getOrDefault("vendor_id", first.getOrDefault("CPU implementer", arch));
        String model = first.getOrDefault("model name", first.getOrDefault("CPU part", arch));
        List<String> flags = List.of(first.getOrDefault("flags", first.getOrDefault("Features", "")).split(" "));
        Matcher cache = CACHE.matcher(first.getOrDefault("cache size", ""));
        return new CpuFacts(vendor, model, widest(flags), cache.matches() ? 1024 * Long.parseLong(cache.group(1)) : 0);
    }

    private static String widest(List<String> flags) {
        for (List<String> known : List.of(X86, ARM)) {
            for (String name : known) {
                if (flags.contains(name)) {
                    return name;
                }
            }
        }
        return "unknown";
    }
}
