package dev.nibble.harness.sweep;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.cell.Cases;
import dev.nibble.harness.cell.CellResult;
import dev.nibble.harness.cell.CellTask;
import dev.nibble.harness.cell.Devices;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.plugin.WorkerPath;
import dev.nibble.harness.terminal.Steps;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.EnvironmentProbe;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.SlowerThanFloat;
import dev.nibble.harness.trace.Trace;
import dev.nibble.harness.worker.WorkerKind;
import dev.nibble.harness.worker.Workers;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Goes through cells, one at a time so that none disturbs another's times, and records each as soon as it is known. */
public final class CellLoop {
    private final Registry registry;
    private final WorkerPaths paths;
    private final Devices devices;
    private final CellIdentity identity;
    private final Workers workers;
    private final RunOptions options;
    private final Steps progress;
    private final CellCommand command;
    private final CircuitBreaker breaker;
    /** About this machine and JVM, for cells that no worker is asked. */
    private final Map<String, String> hostFacts = EnvironmentProbe.facts();

    public CellLoop(PluginSnapshot plugins, Workers workers, RunOptions options, Steps progress) {
        this.registry = plugins.registry();
        this.devices = Devices.of(registry);
        this.identity = new CellIdentity(registry, devices);
        this.paths = new WorkerPaths(plugins, devices);
        this.workers = workers;
        this.options = options;
        this.command = CellCommand.of(plugins, options);
        this.breaker = new CircuitBreaker(command);
        this.progress = progress;
    }

    /** Where traces go. */
    @FunctionalInterface
    public interface Sink {
        /** Takes a trace; when this returns, it must not get lost any more. */
        void accept(Trace trace) throws IOException;
    }

    /**
     * Runs all cells that are not done yet. Ends early when the workers are closed from outside; the cell that was
     * running then is not recorded.
     *
     * @param done ids of cells to leave out
     * @return the traces of the cells that were run
     */
    public List<Trace> run(List<Cell> cells, Set<String> done, Sink sink) throws IOException {
        List<Cell> open = cells.stream()
                .distinct()
                .filter(cell -> !done.contains(identity.id(cell, identity.plugins(cell))))
                // All cells of a device and its plugins in a row: each worker then has its devices warm. Stable, so kinds
                // stay together; fewest plugins first, so that what others are compared with comes before them.
                .sorted(Comparator.comparing(Cell::device)
                        .thenComparing(cell -> paths.of(cell).jars().size())
                        .thenComparing(cell -> paths.of(cell).classPath().toString()))
                .toList();
        progress.total(open.size());
        List<Trace> traces = new ArrayList<>();
        for (Cell cell : open) {
            progress.begin(cell.text());
            Trace trace = remarked(run(cell), traces);
            if (workers.isClosed()) {
                break;
            }
            sink.accept(trace);
            traces.add(trace);
            note(trace);
            progress.step(cell.text());
        }
        return traces;
    }

    private Trace run(Cell cell) {
        String startedAt = Instant.now().toString();
        WorkerPath path = paths.of(cell);
        // Before the cell runs: a file that changes meanwhile makes another cell of it.
        Map<String, String> plugins = identity.plugins(cell);
        Workers.Attempted attempted = attempt(cell, path);
        Map<String, String> facts = new TreeMap<>(attempted.facts());
        facts.putAll(path.facts());
        CellResult result = attempted.result();
        breaker.record(cell, result.outcome());
        return new Trace(
                identity.id(cell, plugins),
                cell,
                result.outcome(),
                EnvironmentProbe.environment(facts, plugins),
                startedAt,
                result.seconds(),
                attempted.attempts(),
                command.of(cell),
                result.considered());
    }

    /** A quantized path that is slower than the float path, which comes first in every plan, is told so. */
    private static Trace remarked(Trace trace, List<Trace> before) {
        return SlowerThanFloat.of(trace, before).map(slow -> {
            Outcome.Passed passed = (Outcome.Passed) trace.outcome();
            List<String> notes = new ArrayList<>(passed.notes());
            notes.add(slow.note());
            return new Trace(trace.id(), trace.cell(), new Outcome.Passed(passed.metrics(), notes, passed.tensors()),
                    trace.environment(), trace.startedAt(), trace.seconds(), trace.attempts(), trace.reproduce(),
                    trace.considered());
        }).orElse(trace);
    }

    /** What cannot run needs no worker to say so: a device that is not there or not usable, a case that a kernel refuses. */
    private Workers.Attempted attempt(Cell cell, WorkerPath path) {
        Devices.Found device;
        try {
            device = devices.find(cell.device());
        } catch (NoSuchPluginException e) {
            return hosted(new Outcome.Unsupported(List.of(e.getMessage())), Map.of(), List.of());
        }
        DeviceInfo info = device.info();
        Map<String, String> facts = Map.of("device.id", info.id(), "device.name", info.name());
        if (!info.usable().supported()) {
            return hosted(new Outcome.Unsupported(Cases.reasons(info.usable())), facts, List.of());
        }
        if (cell instanceof Cell.KernelCell kernelCell) {
            Cases.Refusal refusal = Cases.refusal(registry, kernelCell, info);
            if (!refusal.reasons().isEmpty()) {
                return hosted(new Outcome.Unsupported(refusal.reasons()), facts, refusal.considered());
            }
        }
        if (path.conflict().isPresent()) {
            return hosted(new Outcome.Unsupported(List.of(path.conflict().get())), facts, List.of());
        }
        Optional<Outcome> broken = breaker.refusal(cell);
        if (broken.isPresent()) {
            return hosted(broken.get(), facts, List.of());
        }
        CellTask task = new CellTask(cell, options.timing(), options.contracts(), options.sentences());
        WorkerKind kind = new WorkerKind(info.runtime(), device.provider().jvmArguments(), path.classPath());
        return workers.run(kind, task, options.limit());
    }

    private Workers.Attempted hosted(Outcome outcome, Map<String, String> deviceFacts, List<String> considered) {
        Map<String, String> facts = new TreeMap<>(hostFacts);
        facts.putAll(deviceFacts);
        return new Workers.Attempted(new CellResult(outcome, Map.of(), considered, 0), facts, 1);
    }

    private void note(Trace trace) {
        switch (trace.outcome()) {
            case Outcome.Wrong wrong -> progress.note("WRONG     " + trace.cell().text() + ": " + wrong.message());
            case Outcome.Failed failed -> progress.note("FAILED    " + trace.cell().text() + ": " + failed.kind() + ": "
                    + failed.message());
            case Outcome.TimedOut late -> progress.note("TIMED OUT " + trace.cell().text() + " after " + late.seconds() + " s");
            case Outcome.Passed _, Outcome.Unsupported _ -> { }
        }
    }
}
