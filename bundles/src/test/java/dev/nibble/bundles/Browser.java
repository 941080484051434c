package dev.nibble.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium with one page, by way of the DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Messages messages = new Messages(new StringBuilder(), new LinkedBlockingQueue<>());
    private final WebSocket socket;
    private int calls;

    /**
     * Starts it; skips the test where there is none.
     *
     * @param profile a folder for its files
     */
    Browser(Path profile) throws Exception {
        String program = Stream.of("chromium", "chromium-browser", "google-chrome").filter(Browser::isThere).findFirst()
                .orElse(null);
        assumeTrue(program != null, "no chromium on the PATH (Debian: apt-get install chromium): the page is not tested");
        process = new ProcessBuilder(program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--no-first-run", "--disable-background-networking", "--disable-extensions", "--window-size=1280,1500",
                "--remote-debugging-port=0", "--user-data-dir=" + profile, "about:blank")
                .redirectErrorStream(true).redirectOutput(profile.resolveSibling("chromium.log").toFile()).start();
        Path port = profile.resolve("DevToolsActivePort");
        HostFixture.await("chromium", () -> Files.exists(port) && port.toFile().length() > 0);
        String list = client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Files.readAllLines(port).getFirst()
                + "/json/list")).build(), BodyHandlers.ofString()).body();
        String page = MAPPER.readTree(list).get(0).get("webSocketDebuggerUrl").asString();
        socket = client.newWebSocketBuilder().buildAsync(URI.create(page), messages).get(30, TimeUnit.SECONDS);
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** What the browser says, message by message. */
    private record Messages(StringBuilder part, BlockingQueue<String> whole) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                whole.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }

    void open(String url) throws Exception {
        call("Page.navigate", Map.of("url", url));
    }

    /** What an expression of JavaScript comes to in the page, as text. */
    String evaluate(String expression) throws Exception {
        JsonNode result = call("Runtime.evaluate", Map.of("expression", "String(" + expression + ")"));
        assertThat(result.has("exceptionDetails")).as("%s: %s", expression, result).isFalse();
        return result.get("result").get("value").asString();
    }

    /** Waits until an expression is true in the page. */
    void await(String expression) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        // What it speaks of may not be there yet.
        String tried = "(() => { try { return !!(" + expression + ") } catch (e) { return false } })()";
        while (!evaluate(tried).equals("true")) {
            assertThat(System.nanoTime()).as("still waiting: %s, in: %s", expression, evaluate("document.body.innerText"))
                    .isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    /** Writes what the page looks like to a PNG file. */
    void picture(Path file) throws Exception {
        String data = call("Page.captureScreenshot", Map.of("format", "png")).get("data").asString();
        Files.write(file, Base64.getDecoder().decode(data));
    }

    private JsonNode call(String method, Map<String, String> parameters) throws Exception {
        int id = ++calls;
        socket.sendText(MAPPER.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
                .get(30, TimeUnit.SECONDS);
        while (true) {
            String message = messages.whole().poll(60, TimeUnit.SECONDS);
            assertThat(message).as("answer to %s", method).isNotNull();
            JsonNode answer = MAPPER.readTree(message);
            if (answer.has("id") && answer.get("id").asInt() == id) {
                assertThat(answer.has("error")).as(message).isFalse();
                return answer.get("result");
            }
        }
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        if (socket != null) {
            socket.abort();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().join());
        client.close();
    }
}
