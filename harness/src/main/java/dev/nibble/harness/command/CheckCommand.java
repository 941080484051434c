package dev.nibble.harness.command;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.cell.CellTask;
import dev.nibble.harness.cell.HostThreads;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.plugin.UnansweredNotice;
import dev.nibble.harness.sweep.CellFilter;
import dev.nibble.harness.sweep.CheckCells;
import dev.nibble.harness.sweep.Plan;
import dev.nibble.harness.sweep.PlanCells;
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
                    + "contracts from which the dispatcher chooses. Nothing is timed. --op and --activation take some of the test "
                    + "cases; --shapes and --m take cases of your own instead, and what they leave out is as in bench.",
            "",
            "Exits with 1 if a result is wrong, a kernel fails, or nothing was proven because every case was refused.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  nibble check --format affine:bits=4,group=64",
            "  nibble check --kernel jvm.linear.int4 --format affine:bits=4,group=32 --shapes 4096x4096 --m 1,7 --activation int8"
        })
public final class CheckCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "FILTER", defaultValue = "",
            description = "A part of a cell's text, with * and ?, for example 'linear*bits=4'; or the whole text of a cell.")
    private String filter;

    @Mixin
    private Choice choice;

    @Mixin
    private CaseChoice cases;

    @Mixin
    private ProofVerdict verdict;

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
            return check(snapshot);
        }
    }

    private int check(PluginSnapshot snapshot) throws IOException {
        Registry registry = snapshot.registry();
        List<Cell> cells = new CellFilter(filter).select(cells(registry), registry);
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
        return verdict.exitCode(traces, output);
    }

    private List<Cell> cells(Registry registry) {
        if (cases.anySize()) {
            return new PlanCells(registry).of(new Plan(List.of(cases.part(choice, false)), List.of(), TimingPolicy.quick(),
                    CellTask.ALL_SENTENCES));
        }
        List<String> formats = choice.formats();
        if (formats == null) {
            UsualFormats usual = UsualFormats.of(registry);
            usual.unnamed().forEach(family -> output.err()
                    .println("format family " + family + " is not checked: it needs keys; name a format with --format"));
            formats = usual.formats().stream().map(Format::text).toList();
        }
        return new CheckCells(registry).of(
                cases.ops(),
                cases.activations(),
                formats,
                choice.kernels() == null ? List.of(Plan.ALL) : choice.kernels(),
                choice.devices() == null ? List.of(Plan.ALL) : choice.devices(),
                HostThreads.orAll(choice.threads() == null ? 0 : choice.threads().getFirst()));
    }
}
