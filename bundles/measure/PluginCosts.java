import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What plugin folders cost, in three parts: {@code start} of a command, {@code cells} of a sweep, {@code arrival} of a jar. What is
 * compared is measured in turn, round by round, and the order changes with the round. Every sample goes to a file.
 */
public final class PluginCosts {
    private static final Pattern HOT = Pattern.compile("\"name\":\"time\\.hot\".*?\"value\":([0-9.E]+)");
    private static final long DEADLINE = TimeUnit.SECONDS.toNanos(60);

    private final Path nibble;
    private final Path jar;
    private final Path work;
    private final Path samples;
    private final Map<String, List<Double>> byName = new LinkedHashMap<>();

    private PluginCosts(Path nibble, Path jar, String part) throws IOException {
        this.nibble = nibble;
        this.jar = jar;
        this.work = Files.createTempDirectory("nibble-plugin-costs-");
        Path target = Files.createDirectories(nibble.resolveSibling("bundles/target/measure"));
        this.samples = target.resolve(part + "-" + System.currentTimeMillis() / 1000 + ".csv");
    }

    /** @param arguments the nibble script, the part, the jar, and how many rounds */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 4 || !List.of("start", "cells", "arrival").contains(arguments[1])) {
            System.err.println("usage: bundles/measure/run start|cells|arrival JAR ROUNDS");
            System.exit(2);
        }
        int rounds = Integer.parseInt(arguments[3]);
        PluginCosts costs = new PluginCosts(
                Path.of(arguments[0]).toRealPath(), Path.of(arguments[2]).toRealPath(), arguments[1]);
        switch (arguments[1]) {
            case "start" -> costs.start(rounds);
            case "cells" -> costs.cells(rounds);
            default -> costs.arrival(rounds);
        }
        costs.tell();
    }

    /** Seconds that {@code nibble plugins} takes without a plugin folder, with an empty one, and with one jar in it. */
    private void start(int rounds) throws Exception {
        List<String> places = List.of("no folder", "empty folder", "one jar");
        for (String place : places) {
            folder(place, !place.equals("no folder"), place.equals("one jar"));
            run(place, Map.of(), "plugins");
        }
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < places.size(); i++) {
                String place = places.get((i + round) % places.size());
                long start = System.nanoTime();
                run(place, Map.of(), "plugins");
                sample(place + ", s", (System.nanoTime() - start) / 1e9);
            }
        }
    }

    /**
     * Hot times of the jar's kernel, in microseconds, and of whole sweeps, with the jar on the class path and dropped in. Cells of
     * this kernel alone: with others, the order of cells and workers would not be the same.
     */
    private void cells(int rounds) throws Exception {
        folder("class path", false, false);
        folder("dropped in", true, true);
        for (int round = 0; round < rounds; round++) {
            List<String> modes = round % 2 == 0 ? List.of("class path", "dropped in") : List.of("dropped in", "class path");
            for (String mode : modes) {
                Map<String, String> path = mode.equals("class path") ? Map.of("NIBBLE_CLASSPATH", jar.toString()) : Map.of();
                long start = System.nanoTime();
                run(mode, path, "sweep", "--run", "r" + round, "--op", "linear", "--device", "jvm", "--kernel", "half-linear",
                        "--format", "dense:f16", "--shapes", "512x512,1024x1024", "--m", "1", "--threads", "1",
                        "--max-seconds", "1", "--cold-mb", "0");
                sample("sweep, " + mode + ", s", (System.nanoTime() - start) / 1e9);
                for (String trace : traces(mode, "r" + round)) {
                    Matcher hot = HOT.matcher(trace);
                    if (hot.find()) {
                        sample((trace.contains("[512,512]") ? "512x512, " : "1024x1024, ") + mode + ", us", Double.parseDouble(hot.group(1)) / 1e3);
                    }
                }
            }
        }
    }

    /** Seconds from the beginning of a copy until the plugin is listed by a server, and runs in a sweep that waits for it. */
    private void arrival(int rounds) throws Exception {
        Path served = folder("serve", true, false);
        Process server = begin("serve", Map.of(), "serve", "--trust", "any", "--json");
        try (HttpClient client = HttpClient.newHttpClient()) {
            await(() -> text("serve", "out").contains("}"));
            Matcher said = Pattern.compile("\"url\":\"([^\"]+)\".*\"tokenFile\":\"([^\"]+)\"").matcher(text("serve", "out").replaceAll("\\s", ""));
            said.find();
            HttpRequest plugins = HttpRequest.newBuilder(URI.create(said.group(1) + "/api/plugins"))
                    .header("Authorization", "Bearer " + Files.readString(Path.of(said.group(2))).strip()).build();
            for (int round = 0; round < rounds; round++) {
                // At any moment between two looks at the folder.
                Thread.sleep(137L * round % 500);
                long start = System.nanoTime();
                Files.copy(jar, served.resolve("p.jar"));
                await(() -> send(client, plugins).contains("p.jar"));
                sample("serve lists it, s" + (round == 0 ? " (first jar)" : ""), (System.nanoTime() - start) / 1e9);
                Files.delete(served.resolve("p.jar"));
                await(() -> !send(client, plugins).contains("p.jar"));
            }
        } finally {
            end(server);
        }
        for (int round = 0; round < Math.max(1, rounds / 4); round++) {
            watched("watch" + round);
        }
    }

    private void watched(String place) throws Exception {
        Path watched = folder(place, true, false);
        Process sweep = begin(place, Map.of(), "sweep", "--watch", "--rounds", "2", "--run", "w", "--op", "linear", "--device", "jvm", "--kernel",
                "*linear*", "--format", "dense:f16", "--shapes", "8x64", "--m", "1", "--threads", "1", "--check-only");
        try {
            await(() -> text(place, "err").contains("to change; Ctrl-C ends this"));
            long start = System.nanoTime();
            Files.copy(jar, watched.resolve("p.jar"));
            await(() -> text(place, "err").contains(" is there, with "));
            sample("sweep --watch tells it, s", (System.nanoTime() - start) / 1e9);
            await(() -> text(place, "err").contains("half-linear@jvm"));
            sample("sweep --watch runs its cell, s", (System.nanoTime() - start) / 1e9);
            sweep.waitFor(60, TimeUnit.SECONDS);
            sample("sweep --watch has its result, s", (System.nanoTime() - start) / 1e9);
        } finally {
            end(sweep);
        }
    }

    /** A working directory; returns its plugin folder. */
    private Path folder(String name, boolean plugins, boolean withJar) throws IOException {
        Path folder = Files.createDirectories(work.resolve(name)).resolve("plugins");
        if (plugins) {
            Files.createDirectories(folder);
        }
        if (withJar) {
            Files.copy(jar, folder.resolve("p.jar"));
        }
        return folder;
    }

    private Process begin(String place, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(nibble.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.resolve(place).toFile());
        builder.environment().remove("NIBBLE_CLASSPATH");
        builder.environment().putAll(environment);
        builder.environment().put("XDG_CACHE_HOME", work.resolve("cache").toString());
        return builder.redirectOutput(work.resolve(place).resolve("out").toFile())
                .redirectError(work.resolve(place).resolve("err").toFile()).start();
    }

    private void run(String place, Map<String, String> environment, String... arguments) throws Exception {
        if (begin(place, environment, arguments).waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", arguments) + " failed: " + text(place, "err"));
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    private static void await(BooleanSupplier so) throws InterruptedException {
        long start = System.nanoTime();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() - start > DEADLINE) {
                throw new IllegalStateException("waited for too long");
            }
            Thread.sleep(5);
        }
    }

    private String text(String place, String file) {
        try {
            return Files.readString(work.resolve(place).resolve(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String send(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> traces(String place, String run) throws IOException {
        try (Stream<Path> files = Files.list(work.resolve(place).resolve("runs").resolve(run).resolve("traces"))) {
            List<String> lines = new ArrayList<>();
            for (Path file : files.toList()) {
                lines.addAll(Files.readAllLines(file));
            }
            return lines;
        }
    }

    private void sample(String name, double value) throws IOException {
        byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        Files.writeString(samples, String.format(Locale.ROOT, "\"%s\",%.4f%n", name, value), StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private void tell() {
        System.out.printf("%-40s %8s %8s %8s %4s%n", "", "median", "least", "most", "n");
        byName.forEach((name, values) -> {
            double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            System.out.printf(Locale.ROOT, "%-40s %8.3f %8.3f %8.3f %4d%n", name, sorted[sorted.length / 2], sorted[0],
                    Arrays.stream(sorted).max().orElseThrow(), sorted.length);
        });
        System.out.println("samples: " + samples);
    }
}
