package dev.nibble.harness.report;

import dev.nibble.harness.UsageException;
import dev.nibble.harness.file.WholeFile;
import dev.nibble.harness.trace.Json;
import dev.nibble.harness.trace.SlowerThanFloat;
import dev.nibble.harness.trace.TraceReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the reports of a run: {@code index.html}, {@code report.md}, {@code kernels.csv} and {@code models.csv}. */
public final class Reports {
    private Reports() {}

    /**
     * Writes the reports into the folder {@code report} of the run.
     *
     * @param runFolder with {@code traces/*.jsonl}
     * @return paths of the files, the HTML page first
     * @throws UsageException if there is no such run or no trace in it
     * @throws IOException if a trace cannot be read or a file cannot be written
     */
    public static List<Path> write(Path runFolder) throws IOException {
        return write(runFolder, runFolder.resolve("report"));
    }

    /**
     * Writes the reports. A file is replaced as a whole or not at all.
     *
     * @param runFolder with {@code traces/*.jsonl}
     * @param target folder for the files; made if it is missing
     * @return paths of the files, the HTML page first
     * @throws UsageException if there is no such run or no trace in it
     * @throws IOException if a trace cannot be read or a file cannot be written
     */
    public static List<Path> write(Path runFolder, Path target) throws IOException {
        Map<String, String> files = render(read(runFolder));
        Files.createDirectories(target);
        List<Path> written = new ArrayList<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = target.resolve(file.getKey());
            WholeFile.write(path, file.getValue());
            written.add(path);
        }
        return written;
    }

    private static Run read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new UsageException("there is no run at " + folder + ": give a run's folder, or its name under runs");
        }
        TraceReader read = TraceReader.read(folder);
        if (read.traces().isEmpty()) {
            throw new UsageException("no traces in " + folder + ": no cell of this run has ended"
                    + (read.problems().isEmpty() ? "" : "; not readable: " + read.problems().getFirst()));
        }
        return new Run(folder.toAbsolutePath().normalize().getFileName().toString(), read.traces(), read.problems());
    }

    /** Contents by file name. */
    static Map<String, String> render(Run run) throws IOException {
        List<Place> places = Place.of(run);
        List<SlowerThanFloat> slow = SlowerThanFloat.find(run.traces());
        Headline headline = new Headline(run, places, slow);
        List<Section> sections = List.of(
                new WeightErrorSection(run), new FidelitySection(run), new AlgorithmSection(run), new TimeSection(places, slow),
                new SupportSection(run), new SlowSection(places, slow), new FallbackSection(run), new FailureSection(run),
                new TensorSection(run), new EnvironmentSection(run));
        String kernels = Csv.kernels(run);
        String models = Csv.models(run);
        Map<String, String> files = new LinkedHashMap<>();
        files.put("index.html", new HtmlPage(headline, sections, resource("report.css"), resource("report.js"))
                .write(run.name(), Json.line(run.traces()), kernels, models));
        files.put("report.md", markdown(headline, sections));
        files.put("kernels.csv", kernels);
        files.put("models.csv", models);
        return files;
    }

    private static String markdown(Headline headline, List<Section> sections) {
        StringBuilder out = new StringBuilder();
        headline.markdown(out);
        for (Section section : sections) {
            out.append("## ").append(section.title()).append("\n\n");
            if (section.emptyBecause().isEmpty()) {
                section.markdown(out);
            } else {
                out.append(section.emptyBecause()).append("\n\n");
            }
        }
        return out.toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Reports.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("this build of Nibble lacks " + name + ": build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
