package dev.nibble.harness.command;

import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.ExitCode;
import dev.nibble.harness.report.Reports;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.sweep.Plan;
import dev.nibble.harness.sweep.PlanCells;
import dev.nibble.harness.sweep.RunFolder;
import dev.nibble.harness.sweep.RunLock;
import dev.nibble.harness.sweep.RunOptions;
import dev.nibble.harness.sweep.Shard;
import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Json;
import dev.nibble.harness.trace.Trace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nibble demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        header = "Quantize a real model in every way there is, and look at what it costs and gains.",
        description = {
            "",
            "Takes all-MiniLM-L6-v2 (22.7 million weights) through several quantizers and formats, compares what the model "
                    + "makes of 100 sentences with the float model, proves and times all kernels on the model's shapes on "
                    + "every device found, and writes a report. Takes about three minutes on two cores, "
                    + "and some more where there are OpenCL and TornadoVM devices.",
            ""
        })
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--show-plan", description = "Write the demo's plan to stdout, to be changed and given to sweep.")
    private boolean showPlan;

    @Mixin
    private RunPlace place;

    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        String text = planText();
        if (showPlan) {
            output.out().println(text.strip());
            return ExitCode.OK;
        }
        Plan plan = Json.readStrictly(text, Plan.class);
        PluginSnapshot snapshot = plugins.snapshot();
        Registry registry = snapshot.registry();
        RunFolder folder = place.folder("demo");
        List<Cell> cells = new PlanCells(registry).of(plan);
        RunOptions options = new RunOptions(plan.timing(), false, plan.sentences(), place.limit());
        List<Trace> traces;
        try (RunLock _ = RunLock.take(folder, Shard.WHOLE)) {
            folder.save(plan);
            traces = new CellRun(snapshot, folder, output).run(cells, Set.of(), options);
        }
        Path report = Reports.write(folder.path()).getFirst();
        if (output.json()) {
            output.json(traces);
            return Outcomes.exitCode(traces);
        }
        output.table(Outcomes.times(traces));
        output.line("");
        output.table(Outcomes.models(traces));
        output.line("");
        Outcomes.reproductions(traces).forEach(output::line);
        output.line(Outcomes.summary(traces));
        output.line("report: " + report);
        return Outcomes.exitCode(traces);
    }

    private static String planText() throws IOException {
        try (InputStream in = DemoCommand.class.getResourceAsStream("demo.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
