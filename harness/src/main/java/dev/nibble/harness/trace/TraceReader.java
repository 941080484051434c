package dev.nibble.harness.trace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a run recorded.
 *
 * @param traces all of them, in the order of their files and lines; of several with one id only the one started last
 * @param problems lines that could not be read, each with file and line number; a torn last line is none
 */
public record TraceReader(List<Trace> traces, List<String> problems) {
    public TraceReader {
        traces = List.copyOf(traces);
        problems = List.copyOf(problems);
    }

    /**
     * Reads all traces of a run.
     *
     * @param run the run's folder, which has a folder {@code traces}; or a folder of {@code .jsonl} files; or one file
     * @throws NoSuchFileException if there is no such folder
     */
    public static TraceReader read(Path run) throws IOException {
        Map<String, Trace> byId = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (Path file : files(run)) {
            read(file, byId, problems);
        }
        return new TraceReader(List.copyOf(byId.values()), problems);
    }

    private static List<Path> files(Path run) throws IOException {
        if (Files.isRegularFile(run)) {
            return List.of(run);
        }
        Path folder = Files.isDirectory(run.resolve("traces")) ? run.resolve("traces") : run;
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(run.toString());
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> file.getFileName().toString().endsWith(".jsonl"))
                    .filter(file -> !file.getFileName().toString().equals("ceilings.jsonl"))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }

    private static void read(Path file, Map<String, Trace> byId, List<String> problems) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        boolean torn = !text.endsWith("\n");
        String[] lines = text.split("\n");
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].isBlank()) {
                continue;
            }
            try {
                Trace trace = Json.read(lines[i], Trace.class);
                byId.merge(trace.id(), trace, (old, now) -> old.startedAt().compareTo(now.startedAt()) > 0 ? old : now);
            } catch (IllegalArgumentException e) {
                if (!torn || i < lines.length - 1) {
                    problems.add(file.getFileName() + " line " + (i + 1) + ": " + e.getMessage());
                }
            }
        }
    }
}
