package dev.nibble.harness.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.TestPlugins;
import dev.nibble.harness.trace.TraceReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code nibble serve} as a user starts and ends it. */
class ServeCommandTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    @Test
    void ctrlCEndsServerAndWorkersAndTheRunCanGoOn() throws Exception {
        NibbleProcess.assumeInterruptible();
        NibbleProcess nibble = new NibbleProcess(folder, Files.createDirectory(folder.resolve("plugin")));
        TestPlugins.compile("misbehaving", nibble.plugin());
        Process process = nibble.start("serve", "--json");
        try (HttpClient client = HttpClient.newHttpClient()) {
            JsonNode address = await(process, () -> {
                String out = Files.readString(folder.resolve("out"));
                return out.contains("}") ? MAPPER.readTree(out) : null;
            });
            Path token = Path.of(address.get("tokenFile").asString());
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address.get("url").asString() + "/api/runs"))
                    .header("Authorization", "Bearer " + Files.readString(token).strip());
            String order = """
                    {"name": "cut", "plan": {"kernels": [{"ops": ["dequantize"], "formats": ["dense:f32"], "shapes": ["2x3"],
                     "kernels": ["test.good", "test.hangs"], "m": [1], "threads": [1], "timed": false}]}}
                    """;
            assertThat(client.send(request.POST(HttpRequest.BodyPublishers.ofString(order)).build(),
                    HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(201);
            await(process, () -> client.send(request.GET().build(), HttpResponse.BodyHandlers.ofString()).body()
                    .contains("\"running\":\"check dequantize[m=1,w=2x3,act=f32] dense:f32 test.hangs") ? true : null);
            List<ProcessHandle> workers = process.descendants().toList();
            assertThat(workers).isNotEmpty();

            // What the terminal sends for Ctrl-C.
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("serve ends").isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            for (ProcessHandle worker : workers) {
                worker.onExit().get(30, TimeUnit.SECONDS);
            }
            assertThat(token).doesNotExist();
            assertThat(TraceReader.read(folder.resolve("runs/cut")).traces()).hasSize(1);
            assertThat(Files.readString(folder.resolve("err"))).doesNotContain("Exception", "\tat ");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        NibbleProcess.Ended rest = nibble.run("sweep", "--run", "cut", "--resume", "--timeout", "1");
        assertThat(rest.code()).as(rest.err()).isOne();
        assertThat(rest.out()).contains("1 were recorded before");
    }

    /** Looks for something that is null until it is there. */
    @FunctionalInterface
    private interface Look<T> {
        T look() throws Exception;
    }

    private static <T> T await(Process process, Look<T> look) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        T seen = look.look();
        while (seen == null) {
            assertThat(process.isAlive()).as("serve is there").isTrue();
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(50);
            seen = look.look();
        }
        return seen;
    }

    @Test
    void whatCannotBeServedIsOneLine() {
        for (Object[] arguments : new Object[][] {
            {"serve", "--port", "70000"}, {"serve", "--run", "x"}, {"serve", "--plugins", folder.resolve("none")}}) {
            CommandRun refused = CommandRun.of(arguments);
            assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
            assertThat(refused.err()).startsWith("nibble: ").doesNotContain("\tat ");
        }
    }
}
