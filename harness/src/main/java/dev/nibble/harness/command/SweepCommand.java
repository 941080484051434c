package dev.nibble.harness.command;

import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.harness.ExitCode;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.plugin.PluginChanges;
import dev.nibble.harness.plugin.PluginHost;
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
import dev.nibble.harness.trace.Json;
import dev.nibble.harness.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nibble sweep}. */
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        header = "Go through every combination of a plan, and record each.",
        description = {
            "",
            "A plan is a JSON file such as plans/algorithms.json, or is made of the options: those about cases and kernels "
                    + "make kernel cells, those about quantizers and models make model cells, and without either there are both. Each cell ends as Passed, "
                    + "Wrong, Unsupported, Failed or TimedOut and is on disk at once; a sweep that was cut off goes on with "
                    + "--resume.",
            "",
            "With --watch, a sweep that is done waits until plugins in the plugin folder change, and then runs the cells whose "
                    + "plugins are new. Plugins that change while cells run are for the next round.",
            ""
        })
public final class SweepCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "PLAN.json", description = "The plan; without it the options make one.")
    private Path planFile;

    @Mixin
    private Choice choice;

    @Mixin
    private CaseChoice cases;

    @Mixin
    private ModelChoice models;

    @Option(names = "--max-seconds", paramLabel = "S", description = "The longest that timing one mode of a kernel takes.")
    private Double maxSeconds;

    @Option(names = "--cold-mb", paramLabel = "MB", description = "Weights that cold runs rotate over; 0 for no cold runs.")
    private Long coldMegabytes;

    @Option(names = "--check-only", description = "Prove kernels and time none.")
    private boolean checkOnly;

    @Option(names = "--only", paramLabel = "FILTER", defaultValue = "",
            description = "Only cells whose text has this part, with * and ?; or the whole text of a cell.")
    private String only;

    @Option(names = "--shard", paramLabel = "i/n", description = "Only the i-th of n parts, for several jobs on one plan.")
    private String shard;

    @Option(names = "--resume", description = "Go on with a run: cells that are recorded are left out. With a plan file or "
            + "options it starts the run if there is none.")
    private boolean resume;

    @Option(names = "--watch", description = "Then wait for plugins to change, and run the cells that they change.")
    private boolean watch;

    @Option(names = "--rounds", paramLabel = "N", description = "With --watch: end after so many rounds.")
    private Integer rounds;

    @Option(names = "--list", description = "List the cells and run none.")
    private boolean list;

    @Mixin
    private RunPlace place;

    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (resume && !place.isNamed()) {
            throw new UsageException("--resume needs --run NAME: which run is to go on?");
        }
        if (rounds != null && (!watch || rounds < 1)) {
            throw new UsageException("--rounds takes a number of at least 1, and goes with --watch");
        }
        RunFolder folder = place.folder("sweep");
        Plan plan = plan(folder);
        if (watch) {
            return watch(folder, plan);
        }
        try (PluginSnapshot snapshot = plugins.snapshot();
                UnansweredNotice _ = UnansweredNotice.of(snapshot.registry(), this::remark)) {
            return run(snapshot, folder, plan, resume);
        }
    }

    /** Round after round, each with the plugins that there are when it begins. */
    private int watch(RunFolder folder, Plan plan) throws IOException, InterruptedException {
        PluginHost host = plugins.host(Optional.empty()).orElseThrow(() -> new UsageException(
                "--watch needs a plugin folder: make a folder 'plugins' here, or name one with --plugins"));
        int code = ExitCode.OK;
        try (PluginChanges changes = new PluginChanges(host, this::remark)) {
            for (int round = 1; rounds == null || round <= rounds; round++) {
                if (round > 1) {
                    remark("waiting for plugins in " + plugins.folder() + " to change; Ctrl-C ends this");
                    changes.await();
                }
                try (PluginSnapshot snapshot = host.snapshot();
                        UnansweredNotice _ = UnansweredNotice.of(snapshot.registry(), this::remark)) {
                    code = run(snapshot, folder, plan, resume || folder.plan().isPresent() && round > 1);
                } catch (NoSuchPluginException e) {
                    // It may well be dropped in now that its name is known to be missing.
                    remark("nibble: " + e.getMessage());
                    code = ExitCode.USAGE;
                }
            }
        }
        return code;
    }

    private void remark(String line) {
        output.err().println(line);
        output.err().flush();
    }

    /** @param goOn whether the folder's run is gone on with: cells that are recorded are left out */
    private int run(PluginSnapshot snapshot, RunFolder folder, Plan plan, boolean goOn) throws IOException {
        List<Cell> filtered = new CellFilter(only).select(new PlanCells(snapshot.registry()).of(plan), snapshot.registry());
        Shard part = shard == null ? Shard.WHOLE : Shard.parse(shard);
        List<Cell> cells = part.select(filtered);
        if (list) {
            return Listing.of(cells, output);
        }
        if (requireFitting(folder, plan, goOn).isEmpty() && goOn) {
            remark("there is no run " + folder.path() + " yet: it starts now");
        }
        RunOptions options = new RunOptions(plan.timing(), false, plan.sentences(), place.limit());
        List<Trace> traces;
        try (RunLock _ = RunLock.take(folder, part)) {
            // Again, now that nobody else can begin it.
            if (requireFitting(folder, plan, goOn).isEmpty()) {
                folder.save(plan);
            }
            RunFolder.Recorded before = folder.recorded();
            before.problems().forEach(problem -> output.err().println("not readable, so that cell runs again: " + problem));
            traces = new CellRun(snapshot, folder, output).run(cells, before.done(), options);
        }
        report(traces, cells.size(), folder);
        return Outcomes.exitCode(traces);
    }

    private void report(List<Trace> traces, int cells, RunFolder folder) {
        if (output.json()) {
            output.json(traces);
            return;
        }
        if (!Outcomes.times(traces).isEmpty()) {
            output.table(Outcomes.times(traces));
        }
        if (!Outcomes.models(traces).isEmpty()) {
            output.table(Outcomes.models(traces));
        }
        Outcomes.reproductions(traces).forEach(output::line);
        output.line(Outcomes.summary(traces)
                + (traces.size() < cells ? "; " + (cells - traces.size()) + " were recorded before" : "")
                + "; run folder " + folder.path());
    }

    /** The plan of the file or the options; with --resume and neither, the one that the run was started with. */
    private Plan plan(RunFolder folder) throws IOException {
        boolean options = choice.any() || cases.any() || models.anyButCalibration() || checkOnly || maxSeconds != null
                || coldMegabytes != null;
        if (planFile != null) {
            if (options) {
                throw new UsageException("give either a plan file or options that make a plan, not both; only --calibration "
                        + "goes with a plan file");
            }
            return models.calibration() == null ? planOfFile() : planOfFile().withCalibration(models.calibration());
        }
        Optional<Plan> stored = resume ? folder.plan() : Optional.empty();
        if (options || !resume || models.calibration() != null) {
            return planOfOptions();
        }
        return stored.orElseThrow(() -> new UsageException("there is no run " + folder.path()
                + " to go on with; to start it, give its plan file or options"));
    }

    private Plan planOfFile() throws IOException {
        try {
            return Json.readStrictly(Files.readString(planFile), Plan.class);
        } catch (IllegalArgumentException e) {
            throw new UsageException("plan " + planFile + ": " + e.getMessage());
        }
    }

    private Plan planOfOptions() {
        boolean kernelCells = cases.any() || choice.kernels() != null || checkOnly || !models.any();
        boolean modelCells = models.any() || !(cases.any() || choice.kernels() != null || checkOnly);
        TimingPolicy timing = TimingPolicy.quick();
        if (maxSeconds != null) {
            timing = timing.withMaxSeconds(maxSeconds);
        }
        if (coldMegabytes != null) {
            timing = timing.withColdBytes(coldMegabytes << 20);
        }
        return new Plan(
                kernelCells ? List.of(cases.part(choice, !checkOnly)) : List.of(),
                modelCells ? List.of(models.part(choice)) : List.of(),
                timing,
                models.sentences());
    }

    /** Several shards may share a folder; anything else that is there belongs to another run. Returns the plan there. */
    private Optional<Plan> requireFitting(RunFolder folder, Plan plan, boolean goOn) throws IOException {
        Optional<Plan> stored = folder.plan();
        if (stored.isPresent() && !goOn && shard == null) {
            throw new UsageException("there is a run " + folder.path() + " already; --resume goes on with it, and --run "
                    + "gives this one another name");
        }
        if (stored.isPresent() && !stored.get().equals(plan)) {
            throw new UsageException("run " + folder.path() + " was started with another plan; see its plan.json");
        }
        return stored;
    }
}
