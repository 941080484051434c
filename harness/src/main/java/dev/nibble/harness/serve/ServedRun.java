package dev.nibble.harness.serve;

import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.plugin.PluginPlace;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.sweep.CellLoop;
import dev.nibble.harness.sweep.Plan;
import dev.nibble.harness.sweep.PlanCells;
import dev.nibble.harness.sweep.RunFolder;
import dev.nibble.harness.sweep.RunLock;
import dev.nibble.harness.sweep.RunOptions;
import dev.nibble.harness.sweep.Shard;
import dev.nibble.harness.terminal.Failures;
import dev.nibble.harness.terminal.Steps;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.Trace;
import dev.nibble.harness.trace.TraceFile;
import dev.nibble.harness.worker.WorkerLaunch;
import dev.nibble.harness.worker.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One sweep, from the moment it was submitted. Everybody may look at it and cancel it; one thread runs it. */
final class ServedRun implements Steps {
    private enum State { QUEUED, RUNNING, DONE, FAILED, CANCELLED }

    private final String name;
    private final RunFolder folder;
    private final Plan plan;
    private final Consumer<Event> events;

    private State state = State.QUEUED;
    private String message = "";
    private long cells;
    private long done;
    private String running = "";
    private final Map<String, Long> outcomes = new TreeMap<>();
    private Workers workers;
    private RunLock lock;
    private Registry registry;

    ServedRun(String name, RunFolder folder, Plan plan, Consumer<Event> events) {
        this.name = name;
        this.folder = folder;
        this.plan = plan;
        this.events = events;
    }

    String name() {
        return name;
    }

    synchronized boolean isOver() {
        return state != State.QUEUED && state != State.RUNNING;
    }

    synchronized RunView view() {
        return new RunView(name, state.name().toLowerCase(Locale.ROOT), message, cells, done, running, outcomes);
    }

    /**
     * Ends it as soon as it can be: what is recorded stays, and the run can go on later.
     *
     * @return whether there was something to end
     */
    boolean cancel() {
        Workers toClose;
        synchronized (this) {
            if (isOver()) {
                return false;
            }
            state = State.CANCELLED;
            running = "";
            toClose = workers;
        }
        if (toClose != null) {
            toClose.close();
        }
        tell();
        return true;
    }

    /**
     * Lets go of a run that is over and whose thread does not come to an end: another one may have its folder.
     *
     * @param thread in which it runs
     * @param patience how long was waited since it was over
     * @return what its thread does, a sentence for people
     */
    String leave(Thread thread, Duration patience) throws IOException {
        Registry asked;
        RunLock held;
        synchronized (this) {
            asked = registry;
            held = lock;
        }
        Optional<PluginPlace> place = asked == null ? Optional.empty() : PluginPlace.of(thread, asked);
        String told = place.map(it -> it.plugin() + " was asked and does not answer (at " + it.frame() + ")")
                .orElse("what was begun for it does not end") + ", " + patience.toMillis() / 1e3
                + " s after the run was ended; its thread is left behind. Take the plugin out, and start the server again before "
                + "times matter";
        if (held != null) {
            held.close();
        }
        synchronized (this) {
            message = told;
            tell();
        }
        return told;
    }

    /**
     * Runs it to its end, with the plugins that there are now.
     *
     * @param limit how long a cell may take
     */
    void run(Supplier<PluginSnapshot> plugins, Duration limit) {
        try (PluginSnapshot snapshot = plugins.get();
                RunLock own = RunLock.take(folder, Shard.WHOLE);
                Workers started = new Workers(WorkerLaunch.likeThis(folder.logs()))) {
            if (!begin(snapshot.registry(), own, started)) {
                return;
            }
            List<Cell> all = new PlanCells(snapshot.registry()).of(plan);
            if (isOver()) {
                return;
            }
            if (folder.plan().isEmpty()) {
                folder.save(plan);
            }
            RunFolder.Recorded before = folder.recorded();
            RunOptions options = new RunOptions(plan.timing(), false, plan.sentences(), limit);
            try (TraceFile file = TraceFile.open(folder.traces())) {
                new CellLoop(snapshot, started, options, this).run(all, before.done(), trace -> record(file, trace));
            }
            end(State.DONE, "");
        } catch (IOException | RuntimeException | Error e) {
            // Plugins are asked what they support in this JVM: what they throw must not end the server.
            end(State.FAILED, e instanceof Exception known ? Failures.describe(known) : e.toString());
        } finally {
            forget();
        }
    }

    /** Who looks at this run later must not keep its plugins loaded. */
    private synchronized void forget() {
        registry = null;
        lock = null;
    }

    private synchronized boolean begin(Registry asked, RunLock own, Workers started) {
        if (state != State.QUEUED) {
            return false;
        }
        state = State.RUNNING;
        registry = asked;
        lock = own;
        workers = started;
        tell();
        return true;
    }

    private void record(TraceFile file, Trace trace) throws IOException {
        file.append(trace);
        String outcome = kind(trace.outcome());
        synchronized (this) {
            outcomes.merge(outcome, 1L, Long::sum);
        }
        events.accept(Event.trace(new Event.TraceView(name, trace.id(), trace.cell().text(), outcome, trace.seconds())));
    }

    private static String kind(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Passed _ -> "passed";
            case Outcome.Wrong _ -> "wrong";
            case Outcome.Unsupported _ -> "unsupported";
            case Outcome.Failed _ -> "failed";
            case Outcome.TimedOut _ -> "timed-out";
        };
    }

    private synchronized void end(State how, String why) {
        if (state == State.RUNNING || state == State.QUEUED) {
            state = how;
            message = why;
        }
        running = "";
        workers = null;
        tell();
    }

    @Override
    public synchronized void total(long steps) {
        cells = steps;
        tell();
    }

    @Override
    public synchronized void begin(String what) {
        running = what;
        tell();
    }

    @Override
    public synchronized void step(String what) {
        done++;
        running = "";
        tell();
    }

    /** Failures are told with their traces. */
    @Override
    public void note(String line) {
        tell();
    }

    /** Under the lock, so that no older view comes after a newer one. */
    synchronized void tell() {
        events.accept(Event.run(view()));
    }
}
