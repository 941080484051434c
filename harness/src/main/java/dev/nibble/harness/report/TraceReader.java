package dev.nibble.harness.report;

import dev.nibble.harness.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads {@code traces/*.jsonl} of a run folder: one JSON line per trace, a torn last line counted and left out. */
final class TraceReader {
    private final JsonMapper json;

    TraceReader(JsonMapper json) {
        this.json = json;
    }

    /**
     * Reads a run.
     *
     * @throws NoTracesException if there is no such folder or no trace in it
     * @throws IOException if a file cannot be read or a line that is not the last is not a trace
     */
    Run read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NoTracesException("no run at " + folder + ": give the folder of a run, or its name under runs/");
        }
        Path traces = folder.resolve("traces");
        List<Trace> all = new ArrayList<>();
        int torn = 0;
        for (Path file : files(traces)) {
            torn += read(file, all) ? 0 : 1;
        }
        if (all.isEmpty()) {
            throw new NoTracesException("no traces in " + traces + ": no cell of this run has ended yet; start it with "
                    + "nibble sweep, or go on with nibble sweep --resume");
        }
        return new Run(folder.toAbsolutePath().normalize().getFileName().toString(), all, torn);
    }

    private static List<Path> files(Path traces) throws IOException {
        if (!Files.isDirectory(traces)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(traces)) {
            return found.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList();
        }
    }

    /** Adds the traces of a file; false if its last line is torn. */
    private boolean read(Path file, List<Trace> all) throws IOException {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            try {
                all.add(json.readValue(lines.get(i), Trace.class));
            } catch (JacksonException e) {
                if (i == lines.size() - 1) {
                    return false;
                }
                throw new IOException("line " + (i + 1) + " of " + file + " is not a trace (" + e.getOriginalMessage()
                        + "): remove that line, the sweep runs its cell again with --resume", e);
            }
        }
        return true;
    }
}
