package dev.nibble.harness.command;

import dev.nibble.harness.ExitCode;
import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.Trace;
import java.util.List;
import picocli.CommandLine.Option;

/** How commands that prove kernels end. A picocli mixin. */
final class ProofVerdict {
    @Option(names = "--allow-refused", description = "Exit with 0 even if every case was refused and nothing was proven.")
    private boolean allowRefused;

    /** As for any run of cells, and 1 where nothing was proven, which is then said. */
    int exitCode(List<Trace> traces, Output output) {
        boolean refused = traces.stream().allMatch(trace -> trace.outcome() instanceof Outcome.Unsupported);
        if (refused && !allowRefused) {
            output.err().println("nothing was proven: " + (traces.isEmpty() ? "no case was run"
                    : "every case was refused; --allow-refused lets that pass"));
            return ExitCode.VERDICT_FAILED;
        }
        return Outcomes.exitCode(traces);
    }
}
