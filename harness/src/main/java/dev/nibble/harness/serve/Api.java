package dev.nibble.harness.serve;

import dev.nibble.harness.UsageException;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.report.Reports;
import dev.nibble.harness.trace.Json;
import dev.nibble.harness.trace.Trace;
import dev.nibble.harness.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What can be asked. All of it takes the token; every answer is JSON if nothing else is said, and so is every error:
 * {@code {"error": "..."}}.
 *
 * <pre>
 * GET    /api                          what can be asked
 * GET    /api/plugins                  the plugins that the next run would have, and what could not be loaded
 * GET    /api/runs                     all runs and how far they are
 * POST   /api/runs                     {"name": NAME, "plan": {...}} begins a sweep when those before it are over;
 *                                      {"name": NAME} goes on with a run that was cut off; 201 with the run
 * GET    /api/runs/NAME                how far it is
 * DELETE /api/runs/NAME                cancels it; what is recorded stays
 * GET    /api/runs/NAME/events         server-sent events of the run (run, trace), until it is over
 * GET    /api/runs/NAME/traces         its traces, one JSON line each
 * GET    /api/runs/NAME/report/FILE    its report as of now: index.html, report.md, kernels.csv, models.csv
 * GET    /api/events                   server-sent events of everything (plugin, run, trace)
 * </pre>
 */
final class Api {
    private static final int LONGEST_ORDER = 1 << 20;
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Map<String, String> TYPES = Map.of(
            "index.html", "text/html; charset=utf-8", "report.md", "text/markdown; charset=utf-8",
            "kernels.csv", "text/csv; charset=utf-8", "models.csv", "text/csv; charset=utf-8");

    private final SweepQueue queue;
    private final Supplier<PluginSnapshot> plugins;
    private final Duration patience;
    private final Followers followers;
    /** Reports are files, and two requests must not write them at once. */
    private final Object writing = new Object();

    Api(SweepQueue queue, Supplier<PluginSnapshot> plugins, Duration patience, Followers followers) {
        this.queue = queue;
        this.plugins = plugins;
        this.patience = patience;
        this.followers = followers;
    }

    /** Adds all of it. */
    void addTo(Routes routes) {
        routes.with("GET", "/api", request -> request.answer(200, Map.of("requests", routes.list())))
                .with("GET", "/api/plugins", this::plugins)
                .with("GET", "/api/runs", request -> request.answer(200, Map.of("runs", queue.list())))
                .with("POST", "/api/runs", this::submit)
                .with("GET", "/api/runs/*", request -> request.answer(200, queue.view(request.variable(0))))
                .with("DELETE", "/api/runs/*", request -> request.answer(200, queue.cancel(request.variable(0))))
                .with("GET", "/api/runs/*/events", this::followRun)
                .with("GET", "/api/runs/*/traces", this::traces)
                .with("GET", "/api/runs/*/report/*", this::report)
                .with("GET", "/api/events", this::followAll);
    }

    private void plugins(Request request) throws IOException {
        request.answer(200, Answers.of(plugins, patience, PluginsView::of));
    }

    private void submit(Request request) throws IOException {
        RunView run = queue.submit(request.body(SweepQueue.Order.class, LONGEST_ORDER));
        request.header("Location", "/api/runs/" + run.name());
        request.answer(201, run);
    }

    private void traces(Request request) throws IOException {
        List<Trace> traces = recorded(request.variable(0));
        request.stream("application/x-ndjson", out -> {
            for (Trace trace : traces) {
                out.write(Json.line(trace) + "\n");
            }
        });
    }

    /** A queued run has no folder yet, and that is no error. */
    private List<Trace> recorded(String run) throws IOException {
        Path folder = queue.stored(run).path();
        return Files.isDirectory(folder.resolve("traces")) ? TraceReader.read(folder).traces() : List.of();
    }

    private void report(Request request) throws IOException {
        String file = request.variable(1);
        Path folder = queue.stored(request.variable(0)).path();
        if (!TYPES.containsKey(file)) {
            throw new RefusedRequestException(404, "a report has the files " + String.join(", ", TYPES.keySet().stream().sorted()
                    .toList()) + ", not " + file);
        }
        byte[] content;
        synchronized (writing) {
            try {
                Reports.write(folder);
            } catch (UsageException e) {
                throw new RefusedRequestException(404, e.getMessage());
            }
            content = Files.readAllBytes(folder.resolve("report").resolve(file));
        }
        // Should somebody open the page from here after all: nothing in it may run, or reach this server.
        request.header("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'");
        request.answer(200, TYPES.get(file), content);
    }

    private void followAll(Request request) throws IOException {
        follow(request, new Follower(""));
    }

    private void followRun(Request request) throws IOException {
        String name = request.variable(0);
        RunView now = queue.view(name);
        Follower follower = new Follower(name);
        if (now.isOver()) {
            follower.tell(Event.run(now));
        }
        follow(request, follower);
    }

    /** Tells how things stand, then what happens. */
    private void follow(Request request, Follower follower) throws IOException {
        followers.add(follower);
        try {
            queue.tellAgain();
            request.stream("text/event-stream", out -> {
                // At once, so that the client knows that it is heard.
                out.write(": nibble\n\n");
                while (!follower.isOver()) {
                    List<Event> events = follower.take(HEARTBEAT);
                    out.write(events.isEmpty() ? ": still here\n\n" : events.stream().map(Event::text).collect(Collectors.joining()));
                }
            });
        } finally {
            followers.remove(follower);
        }
    }
}
