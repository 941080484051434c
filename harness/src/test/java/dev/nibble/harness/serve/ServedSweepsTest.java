package dev.nibble.harness.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.TestPlugins;
import dev.nibble.harness.plugin.PluginEvent;
import dev.nibble.harness.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Sweeps by way of the server, while plugins come and go. */
class ServedSweepsTest {
    private static final PluginEvent APPEARED = new PluginEvent(
            PluginEvent.Kind.APPEARED, "test.jar", "test.plugin", "1.0.0", "00", "test.plugin 1.0.0 is there");
    private static final PluginEvent GONE = new PluginEvent(
            PluginEvent.Kind.GONE, "test.jar", "test.plugin", "1.0.0", "00", "test.plugin 1.0.0 is gone");

    @TempDir
    private static Path plugins;

    @TempDir
    private Path folder;

    private final DroppingHost host = new DroppingHost();
    private Serving serving;

    @BeforeAll
    static void compile() throws IOException {
        TestPlugins.compile("misbehaving", plugins);
    }

    @BeforeEach
    void start() throws IOException {
        serving = new Serving(folder, Optional.of(host));
    }

    @AfterEach
    void end() throws IOException {
        serving.close();
        assertThat(host.leases).as("snapshots that nobody has closed").hasValue(0);
    }

    private static String order(String name, String kernels, String shapes) {
        return "{\"name\": \"" + name + "\", \"plan\": {\"kernels\": [{\"ops\": [\"dequantize\"], \"formats\": [\"dense:f32\"], "
                + "\"kernels\": [\"" + kernels + "\"], \"shapes\": [\"" + shapes + "\"], \"m\": [1], \"threads\": [1], "
                + "\"timed\": false}]}}";
    }

    @Test
    void aSweepIsSubmittedFollowedAndTold() throws Exception {
        host.drop(plugins, APPEARED);
        Serving.Answer made = serving.send("POST", "/api/runs", order("first", "test.good\", \"test.wrong", "2x3\", \"4x5"));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.response().headers().firstValue("Location")).contains("/api/runs/first");
        Serving.Events events = serving.follow("/api/runs/first/events");
        events.over().get(120, TimeUnit.SECONDS);

        assertThat(events.lines()).filteredOn(line -> line.equals("event: trace")).hasSize(4);
        assertThat(events.lines()).anyMatch(line -> line.contains("test.wrong@jvm") && line.contains("\"outcome\":\"wrong\""));
        JsonNode run = serving.get("/api/runs/first").json();
        assertThat(run.get("state").asString()).isEqualTo("done");
        assertThat(run.get("cells").asLong()).isEqualTo(4);
        assertThat(run.get("done").asLong()).isEqualTo(4);
        assertThat(run.get("outcomes").toString()).isEqualTo("{\"passed\":2,\"wrong\":2}");
        assertThat(serving.get("/api/runs/first/traces").text().lines()).hasSize(4)
                .allSatisfy(line -> assertThat(line).startsWith("{").contains("\"bundle.test.plugin\":\"1.0.0 "));
        assertThat(serving.get("/api/runs/first/report/index.html").text()).startsWith("<!DOCTYPE html>").contains("test.wrong");
        assertThat(serving.get("/api/runs/first/report/kernels.csv").text()).contains("test.good");
        assertThat(serving.get("/api/runs/first/report/passwd").status()).isEqualTo(404);
        assertThat(TraceReader.read(folder.resolve("runs/first")).traces()).hasSize(4);
        assertThat(serving.remarks).isEmpty();

        Serving.Answer again = serving.send("POST", "/api/runs", order("first", "test.good", "2x3"));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.error()).contains("there is a run 'first' already");
        assertThat(serving.send("POST", "/api/runs", "{\"name\": \"first\"}").status()).isEqualTo(201);
        assertThat(serving.await("first", view -> view.get("state").asString().equals("done")).get("cells").asLong())
                .as("cells left to run").isZero();
        assertThat(serving.send("DELETE", "/api/runs/first", null).error()).contains("is not running");
    }

    @Test
    void oneRunsAtATimeAndWhatIsCancelledCanGoOn() throws Exception {
        host.drop(plugins, APPEARED);
        serving.send("POST", "/api/runs", order("stuck", "test.good\", \"test.hangs", "2x3"));
        serving.await("stuck", view -> view.get("running").asString().contains("test.hangs"));
        List<ProcessHandle> workers = ProcessHandle.current().descendants().toList();
        assertThat(workers).isNotEmpty();
        assertThat(serving.send("POST", "/api/runs", order("next", "test.good", "2x3")).json().get("state").asString())
                .isEqualTo("queued");
        serving.send("POST", "/api/runs", order("unwanted", "test.good", "2x3"));
        assertThat(serving.send("POST", "/api/runs", order("next", "test.good", "2x3")).status()).isEqualTo(409);
        assertThat(serving.send("DELETE", "/api/runs/unwanted", null).json().get("state").asString()).isEqualTo("cancelled");
        assertThat(serving.get("/api/runs/stuck/report/report.md").text()).as("report of a run that goes on").contains("test.good");

        assertThat(serving.send("DELETE", "/api/runs/stuck", null).json().get("state").asString()).isEqualTo("cancelled");
        for (ProcessHandle worker : workers) {
            worker.onExit().get(30, TimeUnit.SECONDS);
        }
        assertThat(serving.awaitState("next", "done").get("outcomes").toString()).isEqualTo("{\"passed\":1}");
        assertThat(TraceReader.read(folder.resolve("runs/stuck")).traces()).hasSize(1);
        assertThat(folder.resolve("runs/unwanted")).doesNotExist();

        serving.send("POST", "/api/runs", "{\"name\": \"stuck\"}");
        assertThat(serving.await("stuck", view -> view.get("running").asString().contains("test.hangs")).get("cells").asLong())
                .as("cells left to run").isOne();
    }

    @Test
    void tooManySweepsAreRefused() throws Exception {
        host.drop(plugins, APPEARED);
        serving.send("POST", "/api/runs", order("stuck", "test.hangs", "2x3"));
        serving.awaitState("stuck", "running");
        for (int i = 0; i < 16; i++) {
            assertThat(serving.send("POST", "/api/runs", order("waits" + i, "test.good", "2x3")).status()).isEqualTo(201);
        }
        Serving.Answer last = serving.send("POST", "/api/runs", order("waits16", "test.good", "2x3"));
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.error()).contains("16 sweeps wait already");
        assertThat(serving.get("/api/runs").json().get("runs").size()).isEqualTo(17);
    }

    @Test
    void aRunKeepsThePluginsItBeganWithAndTheNextHasOthers() throws Exception {
        Serving.Events events = serving.follow("/api/events");
        assertThat(serving.get("/api/plugins").text()).doesNotContain("test.good");
        host.drop(plugins, APPEARED);
        events.await(line -> line.contains("test.plugin 1.0.0 is there"));
        JsonNode found = serving.get("/api/plugins").json();
        assertThat(found.get("plugins").toString()).contains("\"name\":\"test.good\"");
        assertThat(found.get("jars").toString()).contains("\"symbolicName\":\"test.plugin\"");

        serving.send("POST", "/api/runs", order("stuck", "test.hangs", "2x3"));
        serving.awaitState("stuck", "running");
        assertThat(host.leases).hasValue(1);
        serving.send("POST", "/api/runs", order("late", "test.good", "2x3"));
        host.drop(null, GONE);
        events.await(line -> line.contains("test.plugin 1.0.0 is gone"));
        assertThat(serving.get("/api/plugins").text()).doesNotContain("test.good");
        assertThat(serving.send("POST", "/api/runs", order("later", "test.good", "2x3")).error())
                .startsWith("the plan: ").contains("test.good");
        assertThat(serving.get("/api/runs/stuck").json().get("running").asString()).contains("test.hangs");

        serving.send("DELETE", "/api/runs/stuck", null);
        assertThat(serving.awaitState("late", "failed").get("message").asString()).contains("test.good");
        assertThat(folder.resolve("runs/late/plan.json")).doesNotExist();
        assertThat(Files.isDirectory(folder.resolve("runs/stuck"))).isTrue();
    }
}
