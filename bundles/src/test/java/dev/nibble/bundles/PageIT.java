package dev.nibble.bundles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.serve.NibbleServer;
import dev.nibble.harness.serve.Patience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of the server in a browser, while a real jar is dropped in and taken out. */
class PageIT {
    @TempDir
    private Path folder;

    @Test
    void thePageShowsPluginsAppearingCellsRunningAndTheReport() throws Exception {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        NibbleServer.Settings settings = new NibbleServer.Settings(
                0, Optional.of(folder.resolve("token")), folder.resolve("runs"), Duration.ofSeconds(120), Patience.usual());
        try (Browser browser = new Browser(Files.createDirectory(folder.resolve("profile")));
                HostFixture fixture = new HostFixture(plugins);
                NibbleServer server = new NibbleServer(settings, Optional.of(fixture.host), fixture.remarks::add)) {
            String token = Files.readString(server.tokenFile()).strip();
            browser.open(server.url() + "/");
            browser.await("document.getElementById('link').textContent === 'needs the token'");

            browser.evaluate("document.getElementById('token').value = '" + token + "'");
            browser.evaluate("document.querySelector('#login button').click()");
            browser.await("document.getElementById('plugins').innerText.includes('hqq')");
            assertThat(browser.evaluate("document.getElementById('login').hidden + ' ' + document.getElementById('main').hidden"))
                    .isEqualTo("true false");

            TestJar.quantizer("demo.clip", "1.2.0", "clip", 3).write(plugins.resolve("clip.jar"));
            browser.await("document.querySelector('.plugin.new')?.innerText.includes('clip')");
            assertThat(browser.evaluate("document.getElementById('happened').innerText")).contains("demo.clip 1.2.0");

            submit(server.url(), token);
            browser.await("document.querySelector('#runs .running') || document.querySelector('#runs .done')");
            browser.await("document.querySelector('#runs .done')?.parentNode.innerText.includes('6 of 6 cells')");
            browser.await("document.querySelectorAll('#cells tr').length === 6");
            assertThat(browser.evaluate("document.getElementById('cells').innerText"))
                    .contains("passed", "unsupported", "jvm.linear.int4@jvm");
            browser.await("document.getElementById('report').srcdoc.includes('jvm.linear.int4')");
            keepPicture(browser);

            Files.delete(plugins.resolve("clip.jar"));
            browser.await("!document.getElementById('plugins').innerText.includes('clip')");
            // Nothing that the browser had to block, such as a script where none may be.
            assertThat(browser.evaluate("document.getElementById('link').textContent")).isEqualTo("connected");
            assertThat(browser.evaluate("location.href")).isEqualTo(server.url() + "/");
        }
    }

    private static void submit(String url, String token) throws Exception {
        String order = """
                {"name": "seen", "plan": {"kernels": [{"ops": ["linear"], "shapes": ["48x64"], "m": [1], "threads": [1], "devices": ["jvm"],
                  "formats": ["dense:f32", "affine:bits=4,group=64"], "timed": false,
                  "kernels": ["jvm.linear.int4", "jvm.linear.dense", "jvm.linear.int8"]}]}}
                """;
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/runs")).header("Authorization", "Bearer " + token)
                    .POST(HttpRequest.BodyPublishers.ofString(order)).build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }
    }

    /** For people to look at: {@code target/page.png}. */
    private static void keepPicture(Browser browser) throws Exception {
        Thread.sleep(500);
        browser.picture(Files.createDirectories(Path.of("target")).resolve("page.png"));
    }
}
