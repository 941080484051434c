package dev.nibble.harness.sweep;

import dev.nibble.harness.UsageException;
import dev.nibble.harness.file.WholeFile;
import dev.nibble.harness.trace.Json;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.Trace;
import dev.nibble.harness.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a run keeps its plan, traces, logs and reports.
 *
 * @param path usually {@code runs/NAME}
 */
public record RunFolder(Path path) {
    private static final Set<String> NOT_RUN = Set.of(Outcome.Failed.START, Outcome.Failed.SKIPPED);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /**
     * The folder of a run.
     *
     * @param name empty for a new name from the command and the time
     * @throws UsageException if the name has characters that a folder of a shared file system should not have
     */
    public static RunFolder of(Path runs, String name, String command) {
        String folder = name.isEmpty() ? command + "-" + TIME.format(LocalDateTime.now()) : name;
        if (!folder.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new UsageException("a run's name consists of letters, digits, dots, dashes and underscores, not '" + name + "'");
        }
        return new RunFolder(runs.resolve(folder));
    }

    public Path traces() {
        return path.resolve("traces");
    }

    public Path logs() {
        return path.resolve("logs");
    }

    /** The plan that the run was started with. */
    public Optional<Plan> plan() throws IOException {
        Path file = path.resolve("plan.json");
        return Files.exists(file) ? Optional.of(Json.readStrictly(Files.readString(file), Plan.class)) : Optional.empty();
    }

    /** Writes the plan, whole or not at all. */
    public void save(Plan plan) throws IOException {
        Files.createDirectories(path);
        WholeFile.write(path.resolve("plan.json"), Json.pretty(plan) + "\n");
    }

    /**
     * What a run has recorded.
     *
     * @param done ids of the cells that need not run again
     * @param problems lines of traces that cannot be read; their cells run again
     */
    public record Recorded(Set<String> done, List<String> problems) {}

    /** What there is. A cell for which no worker was started, or that was skipped, has not run at all. */
    public Recorded recorded() throws IOException {
        if (!Files.isDirectory(traces())) {
            return new Recorded(Set.of(), List.of());
        }
        TraceReader read = TraceReader.read(path);
        return new Recorded(read.traces().stream()
                .filter(trace -> !(trace.outcome() instanceof Outcome.Failed failed && NOT_RUN.contains(failed.kind())))
                .map(Trace::id)
                .collect(Collectors.toUnmodifiableSet()), read.problems());
    }
}
