package dev.nibble.harness.command;

import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.cell.CellTask;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.plugin.UnansweredNotice;
import dev.nibble.harness.sweep.CellFilter;
import dev.nibble.harness.sweep.Plan;
import dev.nibble.harness.sweep.PlanCells;
import dev.nibble.harness.sweep.RunFolder;
import dev.nibble.harness.sweep.RunLock;
import dev.nibble.harness.sweep.RunOptions;
import dev.nibble.harness.sweep.Shard;
import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.timing.TimingPolicy;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Trace;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nibble bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        header = "Time kernels thoroughly, in JVMs of their own.",
        description = {
            "",
            "Proves each kernel on the exact case first: what does not pass gets no time. Then JMH times it in several "
                    + "JVMs, hot (the same weights again and again) and cold (weights that no cache holds), and the result "
                    + "is judged once more. Times stand beside what the device reaches at best. Exits with 1 if a result is "
                    + "wrong, a kernel fails, or nothing was timed because every case was refused.",
            ""
        })
public final class BenchCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "FILTER", defaultValue = "",
            description = "A part of a cell's text, with * and ?, for example 'm=1,*bits=4'; or the whole text of a cell.")
    private String filter;

    @Mixin
    private Choice choice;

    @Mixin
    private CaseChoice cases;

    @Mixin
    private ProofVerdict verdict;

    @Option(names = "--forks", paramLabel = "N", defaultValue = "3",
            description = "JVMs for each mode; 0 times in the worker (default: ${DEFAULT-VALUE}).")
    private int forks;

    @Option(names = "--cold-mb", paramLabel = "MB", defaultValue = "256",
            description = "Weights that cold runs rotate over; 0 for no cold runs (default: ${DEFAULT-VALUE}).")
    private long coldMegabytes;

    @Option(names = "--list", description = "List the cells and run none.")
    private boolean list;

    @Mixin
    private RunPlace place;

    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (PluginSnapshot snapshot = plugins.snapshot();
                UnansweredNotice _ = UnansweredNotice.of(snapshot.registry(), output.err()::println)) {
            return bench(snapshot);
        }
    }

    private int bench(PluginSnapshot snapshot) throws IOException {
        Registry registry = snapshot.registry();
        TimingPolicy timing = (forks == 0 ? TimingPolicy.quick() : TimingPolicy.thorough().withForks(forks))
                .withColdBytes(coldMegabytes << 20);
        Plan plan = new Plan(List.of(cases.part(choice, true)), List.of(), timing, CellTask.ALL_SENTENCES);
        List<Cell> cells = new CellFilter(filter).select(new PlanCells(registry).of(plan), registry);
        if (list) {
            return Listing.of(cells, output);
        }
        RunFolder folder = place.folder("bench");
        RunOptions options = new RunOptions(timing, true, CellTask.ALL_SENTENCES, place.limit());
        List<Trace> traces;
        try (RunLock _ = RunLock.take(folder, Shard.WHOLE)) {
            traces = new CellRun(snapshot, folder, output).run(cells, Set.of(), options);
        }
        if (output.json()) {
            output.json(traces);
        } else {
            output.table(Outcomes.times(traces));
            Outcomes.refusals(traces).forEach(line -> output.line("refused " + line));
            Outcomes.reproductions(traces).forEach(output::line);
            output.line(Outcomes.summary(traces) + "; traces in " + folder.traces());
        }
        return verdict.exitCode(traces, output);
    }
}
