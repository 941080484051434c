package dev.nibble.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Measurements as lines of JSON, after a first line with the machine. */
public final class ResultsFile {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * The first line.
     *
     * @param run which run
     * @param machine facts about machine, JVM and runtimes
     */
    public record Header(String run, Map<String, String> machine) {}

    /** What a file holds. */
    public record Content(Header header, List<Measurement> measurements) {}

    private final Path path;

    private ResultsFile(Path path) {
        this.path = path;
    }

    /** Starts a new file; its folder is made where it is missing. */
    public static ResultsFile create(Path path, Header header) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.writeString(path, JSON.writeValueAsString(header) + "\n", StandardOpenOption.CREATE_NEW);
        return new ResultsFile(path);
    }

    /** Appends one line. */
    public void append(Measurement measurement) throws IOException {
        Files.writeString(path, JSON.writeValueAsString(measurement) + "\n", StandardOpenOption.APPEND);
    }

    /** @throws IOException if it cannot be read, or a line is not what this class writes; the message names the line */
    public static Content read(Path path) throws IOException {
        List<String> lines = Files.readAllLines(path);
        if (lines.isEmpty()) {
            throw new IOException(path + " is empty, and no results file of the benchmarks");
        }
        List<Measurement> measurements = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            measurements.add(parse(path, i + 1, lines.get(i), Measurement.class));
        }
        return new Content(parse(path, 1, lines.getFirst(), Header.class), List.copyOf(measurements));
    }

    private static <T> T parse(Path path, int line, String text, Class<T> type) throws IOException {
        try {
            return JSON.readValue(text, type);
        } catch (JacksonException e) {
            throw new IOException(path + ", line " + line + ": is no line of a results file: " + e.getOriginalMessage(), e);
        }
    }
}
