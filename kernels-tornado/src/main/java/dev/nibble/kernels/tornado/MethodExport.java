package dev.nibble.kernels.tornado;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Has TornadoVM compile all methods in a JVM of its own, and takes the OpenCL C that it printed.
 *
 * @param sdk to use
 */
record MethodExport(Sdk sdk) {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Pattern KERNEL = Pattern.compile("(?ms)^__kernel void (\\w+)\\(.*?^}  //  kernel$");
    private static final Pattern DECLARATION = Pattern.compile("^  ([a-z]+) (\\w+(?:, \\w+)*); ?$");
    private static final Pattern NUMBER = Pattern.compile("\\d+$");

    /**
     * The source of each method.
     *
     * @throws IllegalStateException if TornadoVM fails or leaves out a method; the message has the end of what it said
     */
    Map<DeviceMethod, String> sources() {
        try {
            Path folder = Files.createTempDirectory("nibble-export");
            try {
                Path printed = folder.resolve("kernels.cl");
                Path log = folder.resolve("log.txt");
                new TornadoProcess(sdk).run(ExportMain.class, List.of("-Dtornado.printKernel=True",
                        "-Dtornado.print.kernel.dir=" + printed), List.of(), log, LIMIT);
                return split(Files.exists(printed) ? Files.readString(printed) : "", log);
            } finally {
                for (String name : List.of("kernels.cl", "log.txt")) {
                    Files.deleteIfExists(folder.resolve(name));
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the export needs a temporary folder", e);
        }
    }

    private static Map<DeviceMethod, String> split(String printed, Path log) throws IOException {
        Map<String, String> byName = new LinkedHashMap<>();
        Matcher matcher = KERNEL.matcher(printed);
        while (matcher.find()) {
            byName.put(matcher.group(1), canonical(matcher.group()));
        }
        Map<DeviceMethod, String> sources = new LinkedHashMap<>();
        for (DeviceMethod method : DeviceMethod.values()) {
            String source = byName.get(method.text());
            // Without work items a method would run as one loop, rightly and slowly.
            if (source == null || !source.contains(method.hasContext() ? "get_group_id(0)" : "get_global_id(0)")) {
                throw new IllegalStateException("TornadoVM made no parallel kernel of " + method.text() + ": "
                        + TornadoProcess.tail(log));
            }
            sources.put(method, source);
        }
        return sources;
    }

    /** TornadoVM declares variables in an order that changes from run to run; here they go by type and number. */
    private static String canonical(String kernel) {
        List<String> lines = new ArrayList<>();
        List<String> declarations = new ArrayList<>();
        for (String line : kernel.lines().toList()) {
            Matcher declaration = DECLARATION.matcher(line);
            if (declaration.matches()) {
                declarations.add("  " + declaration.group(1) + " " + sorted(declaration.group(2)) + ";");
            } else {
                declarations.stream().sorted().forEach(lines::add);
                declarations.clear();
                lines.add(line.stripTrailing());
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static String sorted(String names) {
        return Arrays.stream(names.split(", ")).sorted(Comparator.comparingInt(MethodExport::number))
                .collect(Collectors.joining(", "));
    }

    private static int number(String name) {
        Matcher number = NUMBER.matcher(name);
        return number.find() ? Integer.parseInt(number.group()) : 0;
    }
}
