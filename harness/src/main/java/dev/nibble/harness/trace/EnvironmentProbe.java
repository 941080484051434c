package dev.nibble.harness.trace;

import dev.nibble.api.plugin.Sha256;
import dev.nibble.harness.NibbleVersion;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds out where a measurement is made. What a system does not tell is left out. */
public final class EnvironmentProbe {
    /** Facts that differ between runs whose numbers may well be compared, by the start of their names. */
    private static final String[] NOT_IN_KEY = {"bundle.", "ceiling.", "git.", "nibble.", "worker.pid", "host"};

    private static final Path CPU0 = Path.of("/sys/devices/system/cpu/cpu0");
    private static final Path CGROUP = Path.of("/sys/fs/cgroup");

    private EnvironmentProbe() {}

    /** Facts about this machine, this JVM and this build. */
    public static Map<String, String> facts() {
        Map<String, String> facts = new TreeMap<>();
        facts.put("nibble.version", NibbleVersion.current());
        facts.put("java.vendor", System.getProperty("java.vendor"));
        facts.put("java.version", System.getProperty("java.vm.version"));
        facts.put("java.vm", System.getProperty("java.vm.name"));
        facts.put("java.flags", ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-XX:ErrorFile=") && !flag.startsWith("-Dnibble.home="))
                .distinct()
                .collect(Collectors.joining(" ")));
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("os.kernel", System.getProperty("os.version"));
        facts.put("cpu.cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        match(Path.of("/proc/cpuinfo"), "(?m)^model name\\s*:\\s*(.+)$").ifPresent(name -> facts.put("cpu", name));
        match(Path.of("/proc/meminfo"), "(?m)^MemTotal:\\s*(\\d+) kB$")
                .ifPresent(kilobytes -> facts.put("memory.bytes", Long.toString(Long.parseLong(kilobytes) * 1024)));
        match(CPU0.resolve("cpufreq/scaling_governor"), "(\\S+)").ifPresent(name -> facts.put("cpu.governor", name));
        match(CGROUP.resolve("cpu.max"), "(.+)").ifPresent(limit -> facts.put("container.cpu.max", limit));
        match(CGROUP.resolve("memory.max"), "(.+)").ifPresent(limit -> facts.put("container.memory.max", limit));
        lastLevelCacheBytes().ifPresent(bytes -> facts.put("cpu.cache.bytes", Long.toString(bytes)));
        gitCommit().ifPresent(commit -> facts.put("git.commit", commit));
        return facts;
    }

    /** An environment of these facts, with its key. */
    public static Environment environment(Map<String, String> facts, Map<String, String> plugins) {
        Map<String, String> comparable = new TreeMap<>(facts);
        comparable.keySet().removeIf(name -> java.util.Arrays.stream(NOT_IN_KEY).anyMatch(name::startsWith));
        return new Environment(facts, plugins, Sha256.of(comparable.toString()).substring(0, 16));
    }

    /** Size of the CPU's largest cache. */
    public static OptionalLong lastLevelCacheBytes() {
        for (int index = 4; index >= 0; index--) {
            Optional<String> size = match(CPU0.resolve("cache/index" + index + "/size"), "(\\d+[KMG])");
            if (size.isPresent()) {
                long number = Long.parseLong(size.get().replaceAll("\\D", ""));
                int shift = switch (size.get().charAt(size.get().length() - 1)) {
                    case 'K' -> 10;
                    case 'M' -> 20;
                    default -> 30;
                };
                return OptionalLong.of(number << shift);
            }
        }
        return OptionalLong.empty();
    }


    /** The commit of the source tree that the nibble script started this from. */
    private static Optional<String> gitCommit() {
        String home = System.getProperty("nibble.home");
        if (home == null) {
            return Optional.empty();
        }
        Path git = Path.of(home, ".git");
        Optional<String> head = match(git.resolve("HEAD"), "(.+)");
        Optional<String> branch = head.filter(text -> text.startsWith("ref: ")).map(text -> text.substring(5));
        if (branch.isEmpty()) {
            return head;
        }
        return match(git.resolve(branch.get()), "([0-9a-f]{40,64})")
                .or(() -> match(git.resolve("packed-refs"), "(?m)^([0-9a-f]{40,64}) " + Pattern.quote(branch.get()) + "$"));
    }

    private static Optional<String> match(Path file, String pattern) {
        try {
            Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
            return matcher.find() ? Optional.of(matcher.group(1).strip()) : Optional.empty();
        } catch (IOException _) {
            // Not this kind of system, or not allowed to look: the fact is left out.
            return Optional.empty();
        }
    }
}
