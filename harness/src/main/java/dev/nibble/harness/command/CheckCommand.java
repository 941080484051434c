package dev.nibble.harness.command;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.cell.CellTask;
import dev.nibble.harness.cell.HostThreads;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.sweep.CellFilter;
import dev.nibble.harness.sweep.CheckCells;
import dev.nibble.harness.sweep.Plan;
import dev.nibble.harness.sweep.RunFolder;
import dev.nibble.harness.sweep.RunLock;
import dev.nibble.harness.sweep.RunOptions;
import dev.nibble.harness.sweep.Shard;
import dev.nibble.harness.sweep.UsualFormats;
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

/** {@code nibble check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        header = "Prove kernels against their float64 references.",
        description = {
            "",
            "Runs every kernel with every format on every test case of its operation, on every device found, and saves the "
                    + "contracts from which the dispatcher chooses. Nothing is timed. Exits with 1 if a result is wrong or "
                    + "a kernel fails.",
            ""
        })
public final class CheckCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "FILTER", defaultValue = "",
            description = "A part of a cell's text, with * and ?, for example 'linear*bits=4'; or the whole text of a cell.")
    private String filter;

    @Mixin
    private Choice choice;

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
        PluginSnapshot snapshot = plugins.snapshot();
        Registry registry = snapshot.registry();
        List<Cell> cells = new CellFilter(filter).select(cells(registry));
        if (list) {
            return Listing.of(cells, output);
        }
        RunFolder folder = place.folder("check");
        RunOptions options = new RunOptions(TimingPolicy.quick(), true, CellTask.ALL_SENTENCES, place.limit());
        List<Trace> traces;
        try (RunLock _ = RunLock.take(folder, Shard.WHOLE)) {
            traces = new CellRun(snapshot, folder, output).run(cells, Set.of(), options);
        }
        if (output.json()) {
            output.json(traces);
        } else {
            output.table(Outcomes.checks(traces));
            Outcomes.refusals(traces).forEach(line -> output.line("refused " + line));
            Outcomes.reproductions(traces).forEach(output::line);
            output.line(Outcomes.summary(traces) + "; traces in " + folder.traces());
        }
        return Outcomes.exitCode(traces);
    }

    private List<Cell> cells(Registry registry) {
        List<String> formats = choice.formats();
        if (formats == null) {
            UsualFormats usual = UsualFormats.of(registry);
            usual.unnamed().forEach(family -> output.err()
                    .println("format family " + family + " is not checked: it needs keys; name a format with --format"));
            formats = usual.formats().stream().map(Format::text).toList();
        }
        return new CheckCells(registry).of(
                formats,
                choice.kernels() == null ? List.of(Plan.ALL) : choice.kernels(),
                choice.devices() == null ? List.of(Plan.ALL) : choice.devices(),
                HostThreads.orAll(choice.threads() == null ? 0 : choice.threads().getFirst()));
    }
}
