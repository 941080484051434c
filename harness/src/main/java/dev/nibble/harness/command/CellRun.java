package dev.nibble.harness.command;

import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.sweep.CellLoop;
import dev.nibble.harness.sweep.RunFolder;
import dev.nibble.harness.sweep.RunOptions;
import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.terminal.Progress;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Trace;
import dev.nibble.harness.trace.TraceFile;
import dev.nibble.harness.worker.WorkerLaunch;
import dev.nibble.harness.worker.Workers;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Runs cells into a run folder. When the user interrupts, the workers end, and what was recorded is whole. */
final class CellRun {
    private final PluginSnapshot plugins;
    private final RunFolder folder;
    private final Output output;

    CellRun(PluginSnapshot plugins, RunFolder folder, Output output) {
        this.plugins = plugins;
        this.folder = folder;
        this.output = output;
    }

    /**
     * Runs all cells. The caller has the run's lock.
     *
     * @param done ids of cells to leave out
     */
    List<Trace> run(List<Cell> cells, Set<String> done, RunOptions options) throws IOException {
        plugins.registry().problems().forEach(problem -> output.err().println("plugin left out: " + problem));
        try (Workers workers = new Workers(WorkerLaunch.likeThis(folder.logs()));
                TraceFile file = TraceFile.open(folder.traces());
                Progress progress = output.progress()) {
            Thread interrupted = new Thread(workers::close);
            Runtime.getRuntime().addShutdownHook(interrupted);
            try {
                return new CellLoop(plugins, workers, options, progress).run(cells, done, file::append);
            } finally {
                if (!workers.isClosed()) {
                    Runtime.getRuntime().removeShutdownHook(interrupted);
                }
            }
        }
    }
}
