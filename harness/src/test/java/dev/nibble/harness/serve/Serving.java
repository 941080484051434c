package dev.nibble.harness.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.plugin.PluginHost;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server under test and its client. */
final class Serving implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newHttpClient();
    private final NibbleServer server;
    private final String token;
    final List<String> remarks = new ArrayList<>();

    /** Starts a server with its runs and its token in a folder. */
    Serving(Path folder, Optional<PluginHost> plugins) throws IOException {
        this(folder, plugins, Patience.usual());
    }

    Serving(Path folder, Optional<PluginHost> plugins, Patience patience) throws IOException {
        server = new NibbleServer(new NibbleServer.Settings(0, Optional.of(folder.resolve("private/token")),
                folder.resolve("runs"), Duration.ofSeconds(120), patience), plugins, remarks::add);
        token = Files.readString(server.tokenFile()).strip();
    }

    NibbleServer server() {
        return server;
    }

    int port() {
        return URI.create(server.url()).getPort();
    }

    String token() {
        return token;
    }

    /** An answer. */
    record Answer(int status, String text, HttpResponse<String> response) {
        JsonNode json() {
            return MAPPER.readTree(text);
        }

        /** The one sentence of an error. */
        String error() {
            assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(json().size()).as(text).isOne();
            String error = json().get("error").asString();
            assertThat(error).isNotBlank().doesNotContain("\n", "\tat ", "Exception:");
            return error;
        }
    }

    Answer get(String path) throws Exception {
        return send("GET", path, null);
    }

    Answer send(String method, String path, String body) throws Exception {
        HttpResponse<String> response = client.send(request(method, path, body), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), response);
    }

    private HttpRequest request(String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)).build();
    }

    /** What a socket gets for bytes that no well-behaved client would send. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** A run as it is when it fits, awaited. */
    JsonNode await(String run, Predicate<JsonNode> fits) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        JsonNode view = get("/api/runs/" + run).json();
        while (!fits.test(view)) {
            assertThat(System.nanoTime()).as("still waiting: %s", view).isLessThan(deadline);
            Thread.sleep(50);
            view = get("/api/runs/" + run).json();
        }
        return view;
    }

    JsonNode awaitState(String run, String state) throws Exception {
        return await(run, view -> view.get("state").asString().equals(state));
    }

    /** Follows server-sent events. */
    Events follow(String path) {
        Events events = new Events(new ConcurrentLinkedQueue<>(), new CompletableFuture<>());
        client.sendAsync(request("GET", path, null), BodyHandlers.ofLines()).thenAccept(response -> {
            assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
            response.body().forEach(events.lines()::add);
            events.over().complete(null);
        }).exceptionally(failure -> {
            events.over().complete(null);
            return null;
        });
        events.await(line -> line.startsWith(":"));
        return events;
    }

    /**
     * What has come so far.
     *
     * @param over is completed when the server has ended the stream
     */
    record Events(ConcurrentLinkedQueue<String> lines, CompletableFuture<Void> over) {
        void await(Predicate<String> line) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
            while (lines.stream().noneMatch(line)) {
                assertThat(System.nanoTime()).as("still waiting: %s", lines).isLessThan(deadline);
                try {
                    Thread.sleep(20);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        client.close();
    }
}
