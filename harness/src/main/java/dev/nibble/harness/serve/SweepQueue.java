package dev.nibble.harness.serve;

import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.plugin.PluginWork;
import dev.nibble.harness.sweep.Plan;
import dev.nibble.harness.sweep.PlanCells;
import dev.nibble.harness.sweep.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Sweeps that run one after the other, so that none disturbs another's times. Safe for use by many threads. */
final class SweepQueue implements AutoCloseable {
    private static final int MOST_WAITING = 16;
    /** Runs that are over and still told of; older ones are known by their folders. */
    private static final int MOST_KNOWN = 200;
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Path runs;
    private final Supplier<PluginSnapshot> plugins;
    private final Duration limit;
    private final Patience patience;
    private final Consumer<Event> events;
    private final Consumer<String> remarks;
    private final Map<String, ServedRun> known = new LinkedHashMap<>();
    private final Deque<ServedRun> waiting = new ArrayDeque<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("sweeps").unstarted(this::work);
    private boolean closed;

    /**
     * @param runs folder of all runs
     * @param plugins what there is, for one run
     * @param limit how long a cell may take
     * @param patience with plugins
     * @param events are told what happens
     * @param remarks takes what the one who started the server should know
     */
    SweepQueue(Path runs, Supplier<PluginSnapshot> plugins, Duration limit, Patience patience, Consumer<Event> events,
            Consumer<String> remarks) {
        this.runs = runs;
        this.plugins = plugins;
        this.limit = limit;
        this.patience = patience;
        this.events = events;
        this.remarks = remarks;
    }

    /** Begins to work. */
    void start() {
        thread.start();
    }

    /**
     * A sweep to be done.
     *
     * @param name of the run; empty or null for a new one. That of a run that there is, without a plan: it goes on
     * @param plan what to go through
     */
    record Order(String name, Plan plan) {
        Order {
            name = name == null ? "" : name;
        }
    }

    /**
     * Takes an order.
     *
     * @throws RefusedRequestException with 400 if it cannot be done, with 404 or 409 if a run of that name should be there and
     *     is not or the other way round, with 429 if too many wait
     */
    RunView submit(Order order) throws IOException {
        RunFolder folder = folder(order.name());
        Optional<Plan> stored = folder.plan();
        if (stored.isPresent() && order.plan() != null) {
            throw new RefusedRequestException(409, "there is a run '" + name(folder) + "' already; send its name without a plan "
                    + "and it goes on, or give this one another name");
        }
        if (stored.isEmpty() && order.plan() == null) {
            throw new RefusedRequestException(order.name().isEmpty() ? 400 : 404,
                    order.name().isEmpty() ? "send a plan: {\"plan\": {...}}, as in 'nibble demo --show-plan'"
                            : "there is no run '" + order.name() + "' to go on with; send a plan with it");
        }
        Plan plan = stored.orElseGet(order::plan);
        requirePossible(plan);
        ServedRun run = new ServedRun(name(folder), folder, plan, events);
        synchronized (this) {
            enqueue(run);
        }
        run.tell();
        return run.view();
    }

    private RunFolder folder(String name) {
        try {
            RunFolder folder = RunFolder.of(runs, name, "serve");
            // Named after the second, of which several runs may want to be.
            for (int i = 2; name.isEmpty() && isTaken(folder); i++) {
                folder = RunFolder.of(runs, name(folder).replaceFirst("_\\d+$", "") + "_" + i, "serve");
            }
            return folder;
        } catch (UsageException e) {
            throw new RefusedRequestException(400, e.getMessage());
        }
    }

    private synchronized boolean isTaken(RunFolder folder) {
        return known.containsKey(name(folder)) || Files.exists(folder.path());
    }

    private static String name(RunFolder folder) {
        return folder.path().getFileName().toString();
    }

    /** Whether the plan can be run with the plugins of now. */
    private void requirePossible(Plan plan) throws IOException {
        Answers.of(plugins, patience.answer(), snapshot -> {
            try {
                return new PlanCells(snapshot.registry()).of(plan);
            } catch (UsageException | NoSuchPluginException | IllegalArgumentException e) {
                throw new RefusedRequestException(400, "the plan: " + e.getMessage());
            }
        });
    }

    private void enqueue(ServedRun run) {
        ServedRun same = known.get(run.name());
        if (same != null && !same.isOver()) {
            throw new RefusedRequestException(409, "the run '" + run.name() + "' is " + same.view().state() + " already");
        }
        if (closed || waiting.size() >= MOST_WAITING) {
            throw new RefusedRequestException(closed ? 503 : 429, closed ? "the server is being ended"
                    : MOST_WAITING + " sweeps wait already; cancel one, or wait for one to end");
        }
        known.remove(run.name());
        known.put(run.name(), run);
        waiting.add(run);
        known.values().stream().filter(ServedRun::isOver).limit(Math.max(0, known.size() - MOST_KNOWN)).toList()
                .forEach(old -> known.remove(old.name()));
        notifyAll();
    }

    /** All runs, those of the folder that this server did not run first. */
    List<RunView> list() throws IOException {
        List<RunView> views = new ArrayList<>();
        List<ServedRun> own = served();
        if (Files.isDirectory(runs)) {
            try (Stream<Path> folders = Files.list(runs)) {
                folders.filter(folder -> Files.exists(folder.resolve("plan.json")))
                        .map(folder -> folder.getFileName().toString())
                        .filter(name -> own.stream().noneMatch(run -> run.name().equals(name)))
                        .sorted()
                        .forEach(name -> views.add(RunView.stored(name)));
            }
        }
        own.forEach(run -> views.add(run.view()));
        return views;
    }

    private synchronized List<ServedRun> served() {
        return List.copyOf(known.values());
    }

    /** Tells everybody how far the runs are that this server knows. */
    void tellAgain() {
        served().forEach(ServedRun::tell);
    }

    /** @throws RefusedRequestException with 404 if there is no such run */
    RunView view(String name) throws IOException {
        Optional<ServedRun> run = served(name);
        return run.isPresent() ? run.get().view() : RunView.stored(name(stored(name)));
    }

    /** @throws RefusedRequestException with 404 if there is no such run */
    RunFolder stored(String name) throws IOException {
        RunFolder folder = new RunFolder(runs.resolve(name));
        if (served(name).isEmpty() && !Files.exists(folder.path().resolve("plan.json"))) {
            throw new RefusedRequestException(404, "there is no run '" + name + "'; GET /api/runs lists those there are");
        }
        return folder;
    }

    private synchronized Optional<ServedRun> served(String name) {
        return Optional.ofNullable(known.get(name));
    }

    /** @throws RefusedRequestException with 404 if there is no such run, with 409 if it is over */
    RunView cancel(String name) throws IOException {
        ServedRun run = served(name).orElse(null);
        if (run == null || !run.cancel()) {
            throw new RefusedRequestException(409, "the run '" + name(stored(name)) + "' is not running");
        }
        synchronized (this) {
            waiting.remove(run);
        }
        return run.view();
    }

    private void work() {
        try {
            for (Optional<ServedRun> run = next(); run.isPresent(); run = next()) {
                run(run.get());
            }
        } catch (InterruptedException _) {
            // Nobody interrupts this thread but to end it.
            return;
        }
    }

    /** Returns when the run is over, and its thread has ended or been given up. */
    private void run(ServedRun run) throws InterruptedException {
        PluginWork<Void> sweep = PluginWork.start("sweep " + run.name(), () -> {
            run.run(plugins, limit);
            return null;
        });
        while (!sweep.endsWithin(LOOK)) {
            if (run.isOver() && !sweep.endsWithin(patience.end())) {
                leave(run, sweep);
                return;
            }
        }
    }

    private void leave(ServedRun run, PluginWork<Void> sweep) {
        try {
            remarks.accept("run " + run.name() + ": " + run.leave(sweep.thread(), patience.end()));
        } catch (IOException e) {
            remarks.accept("run " + run.name() + " cannot be let go of: " + e.getMessage());
        }
        sweep.abandon();
    }

    private synchronized Optional<ServedRun> next() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        return closed ? Optional.empty() : Optional.of(waiting.remove());
    }

    /**
     * Cancels everything and waits until the running sweep has let go of its folder, or was given up. What is recorded stays.
     */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            waiting.clear();
            notifyAll();
        }
        served().forEach(ServedRun::cancel);
        try {
            // It gives up by itself, and tells.
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
