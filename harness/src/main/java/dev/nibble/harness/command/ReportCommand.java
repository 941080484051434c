package dev.nibble.harness.command;

import dev.nibble.harness.ExitCode;
import dev.nibble.harness.report.Reports;
import dev.nibble.harness.terminal.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nibble report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        header = "Tell a run as one HTML page, as Markdown and as CSV.",
        description = {
            "",
            "Its traces are all it takes, so a run that still goes on can be told too. The page is one file that needs no "
                    + "network: verdicts, error and fidelity against bits, times, support, failures and how to repeat them, "
                    + "environment, and all raw data.",
            ""
        },
        footer = {"", "Examples:", "  nibble report demo", "  nibble report /data/runs/night -o night-report"})
public final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "Folder of the run, or its name in the folder of all runs.")
    private Path run;

    @Option(names = {"-o", "--output"}, paramLabel = "DIR", description = "Folder for the files; by default RUN/report.")
    private Path target;

    @Option(names = "--runs", paramLabel = "DIR", defaultValue = "runs",
            description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
    private Path runs;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        Path named = runs.resolve(run);
        Path folder = Files.isDirectory(named) ? named : run;
        List<String> written = Reports.write(folder, target == null ? folder.resolve("report") : target).stream()
                .map(Path::toString)
                .toList();
        if (output.json()) {
            output.json(written);
        } else {
            written.forEach(output::line);
        }
        return ExitCode.OK;
    }
}
