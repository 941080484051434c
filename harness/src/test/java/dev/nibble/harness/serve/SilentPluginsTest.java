package dev.nibble.harness.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.TestPlugins;
import dev.nibble.harness.plugin.PluginEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that never answer: they are named, and hold up nobody for ever. */
@Timeout(180)
class SilentPluginsTest {
    private static final String ORDER = "{\"name\": \"%s\", \"plan\": {\"kernels\": [{\"ops\": [\"dequantize\"], \"formats\": "
            + "[\"dense:f32\"], \"kernels\": [\"%s\"], \"devices\": [\"jvm\"], \"shapes\": [\"2x3\"], \"m\": [1], \"threads\": [1], "
            + "\"timed\": false}]}}";

    @TempDir
    private static Path plugins;

    @TempDir
    private Path folder;

    private Serving serving;

    @BeforeAll
    static void compile() throws IOException {
        TestPlugins.compile("silent", plugins);
    }

    @BeforeEach
    void start() throws IOException {
        DroppingHost host = new DroppingHost();
        host.drop(plugins, new PluginEvent(PluginEvent.Kind.APPEARED, "test.jar", "test.plugin", "1.0.0", "00", "is there"));
        serving = new Serving(folder, Optional.of(host), new Patience(Duration.ofSeconds(3), Duration.ofMillis(300)));
    }

    @AfterEach
    void end() throws IOException {
        serving.close();
    }

    @Test
    void aCancelledRunWhoseKernelNeverAnswersIsLeftAndTheNextOneRuns() throws Exception {
        assertThat(serving.send("POST", "/api/runs", ORDER.formatted("stuck", "test.silent")).status()).isEqualTo(201);
        serving.await("stuck", view -> view.get("running").asString().contains("test.silent"));
        serving.send("POST", "/api/runs", ORDER.formatted("next", "jvm.reference.dequantize"));
        assertThat(serving.send("DELETE", "/api/runs/stuck", null).json().get("state").asString()).isEqualTo("cancelled");

        assertThat(serving.awaitState("next", "done").get("outcomes").toString()).isEqualTo("{\"passed\":1}");
        assertThat(serving.get("/api/runs/stuck").json().get("message").asString())
                .contains("kernel test.silent of " + plugins, "does not answer (at SilentKernel.", "0.3 s after");
        assertThat(serving.remarks).singleElement().asString().contains("run stuck: kernel test.silent of ");

        // Its folder is free: it can go on, here once more in vain.
        assertThat(serving.send("POST", "/api/runs", "{\"name\": \"stuck\"}").status()).isEqualTo(201);
        serving.await("stuck", view -> view.get("running").asString().contains("test.silent"));
        serving.close();
        assertThat(serving.remarks).hasSize(2);
    }

    @Test
    void aPlanForWhichAPluginNeverAnswersIsRefusedByItsName() throws Exception {
        String order = "{\"plan\": {\"models\": [{\"quantizers\": [\"test-silent\"]}]}}";
        Serving.Answer answer = serving.send("POST", "/api/runs", order);
        // On a slow machine devices may take longer to be found than this test waits; they are remembered.
        for (int i = 0; i < 20 && answer.error().contains(" from device "); i++) {
            answer = serving.send("POST", "/api/runs", order);
        }
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.error()).contains("no answer within 3.0 s from quantizer test-silent of " + plugins, "at Silent");
        assertThat(serving.get("/api/plugins").json().get("plugins").toString()).contains("test.silent");
        assertThat(serving.get("/api/runs").json().get("runs").size()).isZero();
    }
}
