package dev.nibble.harness.command;

import dev.nibble.harness.report.NoTracesException;
import dev.nibble.harness.report.Reports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code nibble report RUN}: tells a run as one HTML page, Markdown and CSV. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Tells a run as one HTML page without outside references, as Markdown and as CSV.",
            "The traces of the run are all it needs; a run that is still going on can be told too."
        },
        footer = {"", "Exit codes: 0 written, 2 no such run or no trace in it, 3 a file cannot be read or written.", "",
            "  nibble report demo", "  nibble report runs/2026-01-31 -o /tmp/report"})
public final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "Folder of the run, or its name under runs/.")
    private Path run;

    @Option(names = {"-o", "--output"}, paramLabel = "DIR", description = "Folder for the files; by default RUN/report.")
    private Path output;

    @Option(names = "--json", description = "Print the paths as a JSON array.")
    private boolean json;

    @Override
    public Integer call() {
        Path named = Path.of("runs").resolve(run);
        Path folder = !Files.isDirectory(run) && Files.isDirectory(named) ? named : run;
        try {
            print(Reports.write(folder, output == null ? folder.resolve("report") : output));
            return CommandLine.ExitCode.OK;
        } catch (NoTracesException e) {
            return fail(e.getMessage(), CommandLine.ExitCode.USAGE);
        } catch (IOException e) {
            return fail("the report of " + folder + " was not written: " + e.getMessage(), 3);
        }
    }

    private void print(List<Path> written) {
        List<String> paths = written.stream().map(Path::toString).toList();
        if (json) {
            spec.commandLine().getOut().println(JsonMapper.builder().build().writeValueAsString(paths));
        } else {
            paths.forEach(spec.commandLine().getOut()::println);
        }
    }

    private int fail(String message, int code) {
        spec.commandLine().getErr().println("nibble report: " + message);
        return code;
    }
}
