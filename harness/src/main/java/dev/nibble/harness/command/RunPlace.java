package dev.nibble.harness.command;

import dev.nibble.harness.UsageException;
import dev.nibble.harness.sweep.RunFolder;
import dev.nibble.harness.sweep.RunOptions;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of every command that leaves a run folder behind. A picocli mixin. */
final class RunPlace {
    @Option(names = "--run", paramLabel = "NAME", defaultValue = "",
            description = "Name of the run; by default made of the command and the time.")
    private String name;

    @Option(names = "--runs", paramLabel = "DIR", defaultValue = "runs",
            description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
    private Path runs;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "" + RunOptions.USUAL_LIMIT,
            description = "How long one cell may take (default: ${DEFAULT-VALUE}).")
    private double timeout;

    boolean isNamed() {
        return !name.isEmpty();
    }

    /** Folder of all runs. */
    Path runs() {
        return runs;
    }

    RunFolder folder(String command) {
        return RunFolder.of(runs, name, command);
    }

    /** @throws UsageException if it is not a positive number */
    Duration limit() {
        if (!(timeout > 0) || timeout > 1e6) {
            throw new UsageException("--timeout takes seconds above 0, not " + timeout);
        }
        return Duration.ofMillis((long) Math.ceil(1000 * timeout));
    }
}
