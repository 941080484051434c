package dev.nibble.harness.worker;

import dev.nibble.harness.cell.CellResult;
import dev.nibble.harness.cell.CellTask;
import dev.nibble.harness.trace.EnvironmentProbe;
import dev.nibble.harness.trace.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The workers of a run: one for each device runtime, started when first needed, kept for cell after cell, and replaced
 * when it dies or a cell needs other plugins. A cell whose worker died is tried once more in a fresh one. For use by one
 * thread; {@link #close} may come from another one.
 */
public final class Workers implements AutoCloseable {
    private final WorkerLaunch launch;
    private final Map<String, Running> byRuntime = new HashMap<>();
    private boolean closed;

    private record Running(WorkerKind kind, Worker worker) {}

    /** No worker is started before the first cell. */
    public Workers(WorkerLaunch launch) {
        this.launch = launch;
    }

    /**
     * What a cell came to.
     *
     * @param result the worker's answer, or the host's account of the worker's end
     * @param facts about the worker's JVM and machine, and the device
     * @param attempts 1, or 2 if the first worker died
     */
    public record Attempted(CellResult result, Map<String, String> facts, int attempts) {}

    /**
     * Runs a cell.
     *
     * @param kind the worker that serves
     * @param limit how long the cell may take
     */
    public Attempted run(WorkerKind kind, CellTask task, Duration limit) {
        Attempted first = attempt(kind, task, limit, 1);
        return isAlive(kind.runtime()) ? first : attempt(kind, task, limit, 2);
    }

    private Attempted attempt(WorkerKind kind, CellTask task, Duration limit, int attempts) {
        long start = System.nanoTime();
        Map<String, String> facts = new TreeMap<>();
        Outcome death;
        try {
            Worker worker = worker(kind);
            facts.putAll(worker.facts());
            switch (worker.run(task, limit)) {
                case Reply.Answer(CellResult result) -> {
                    facts.putAll(result.facts());
                    return new Attempted(result, facts, attempts);
                }
                case Reply.Death(Outcome outcome) -> {
                    forget(kind.runtime());
                    death = outcome;
                }
            }
        } catch (Worker.StartException e) {
            facts.putAll(EnvironmentProbe.facts());
            death = new Outcome.Failed(Outcome.Failed.START, e.getMessage(), e.logTail());
        } catch (IOException e) {
            facts.putAll(EnvironmentProbe.facts());
            death = new Outcome.Failed(Outcome.Failed.START, "no worker could be started: " + e.getMessage(), "");
        }
        CellResult result = new CellResult(death, Map.of(), List.of(), (System.nanoTime() - start) / 1e9);
        return new Attempted(result, facts, attempts);
    }

    /** Starting takes a while and happens outside the lock, so that closing never waits for it. */
    private Worker worker(WorkerKind kind) throws IOException {
        synchronized (this) {
            Running running = byRuntime.get(kind.runtime());
            if (running != null && running.kind().equals(kind)) {
                return running.worker();
            }
            requireOpen();
            forget(kind.runtime());
        }
        Path log = launch.logs().resolve("worker-" + kind.runtime().replaceAll("[^A-Za-z0-9.-]", "_") + ".log");
        Worker worker = Worker.start(launch, kind, log);
        synchronized (this) {
            if (closed) {
                worker.close();
            }
            requireOpen();
            byRuntime.put(kind.runtime(), new Running(kind, worker));
            return worker;
        }
    }

    private synchronized void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("nibble is being ended");
        }
    }

    /** Whether {@link #close} was called: what cells come to from then on says nothing about them. */
    public synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean isAlive(String runtime) {
        // When nibble is being ended, workers are gone because we killed them: nothing is to be tried again.
        return closed || byRuntime.containsKey(runtime);
    }

    /** The process id of a runtime's worker, for tests that kill it. */
    synchronized java.util.OptionalLong pid(String runtime) {
        Running running = byRuntime.get(runtime);
        return running == null ? java.util.OptionalLong.empty() : java.util.OptionalLong.of(running.worker().pid());
    }

    private synchronized void forget(String runtime) {
        Running running = byRuntime.remove(runtime);
        if (running != null) {
            running.worker().close();
        }
    }

    /** Ends all workers at once, whatever they are doing. */
    @Override
    public synchronized void close() {
        closed = true;
        byRuntime.values().forEach(running -> running.worker().close());
        byRuntime.clear();
    }
}
