package dev.nibble.harness.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.harness.MissingEnvironmentException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may not ask, and what cannot be asked, is told in one sentence of JSON. */
class RefusedRequestsTest {
    @TempDir
    private static Path folder;

    private static Serving serving;

    @BeforeAll
    static void start() throws IOException {
        serving = new Serving(folder, Optional.empty());
    }

    @AfterAll
    static void end() throws IOException {
        serving.close();
        assertThat(folder.resolve("private")).isEmptyDirectory();
    }

    @Test
    void theTokenIsInAFileThatOnlyItsOwnerCanRead() throws Exception {
        assertThat(serving.token()).matches("[0-9a-f]{64}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(serving.server().tokenFile())))
                .isEqualTo("rw-------");
    }

    @Test
    void withoutTheTokenNothingIsTold() throws Exception {
        for (String header : List.of("", "Authorization: Bearer \r\n", "Authorization: Bearer " + "0".repeat(64) + "\r\n",
                "Authorization: " + serving.token() + "\r\n", "Authorization: Basic " + serving.token() + "\r\n")) {
            for (String line : List.of("GET /api", "GET /api/plugins", "DELETE /api/runs/x", "GET /no/such", "PUT /api/runs")) {
                assertThat(serving.raw(line + " HTTP/1.1\r\nHost: 127.0.0.1:" + serving.port() + "\r\n" + header
                        + "Connection: close\r\n\r\n")).as("%s %s", line, header)
                        .startsWith("HTTP/1.1 401 ").contains("{\"error\":\"send the token").doesNotContain(serving.token());
            }
        }
        assertThat(serving.get("/api").status()).isEqualTo(200);
    }

    /** A page of a stranger that has its own name resolve to this machine cannot hide that name. */
    @Test
    void onlyItsOwnNamesAreAnswered() throws Exception {
        String token = "Authorization: Bearer " + serving.token() + "\r\nConnection: close\r\n\r\n";
        for (String host : List.of("Host: evil.example\r\n", "Host: evil.example:" + serving.port() + "\r\n",
                "Host: 127.0.0.1\r\n", "Host: 127.0.0.1:1\r\n", "",
                "Host: 127.0.0.1:" + serving.port() + "\r\nHost: evil.example\r\n")) {
            assertThat(serving.raw("GET / HTTP/1.1\r\n" + host + token)).as(host).startsWith("HTTP/1.1 400 ");
        }
        for (String host : List.of("127.0.0.1:", "localhost:", "[::1]:")) {
            assertThat(serving.raw("GET /api HTTP/1.1\r\nHost: " + host + serving.port() + "\r\n" + token))
                    .startsWith("HTTP/1.1 200 ");
        }
        assertThat(serving.raw("GET /api HTTP/1.1\r\nHost: localhost:" + serving.port() + "\r\nOrigin: http://evil.example\r\n"
                + token)).startsWith("HTTP/1.1 403 ").contains("evil.example may not use");
        assertThat(serving.raw("GET /api HTTP/1.1\r\nHost: localhost:" + serving.port() + "\r\nOrigin: http://localhost:"
                + serving.port() + "\r\n" + token)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void onlyTheLoopbackInterfaceIsServed() throws Exception {
        Optional<InetAddress> other = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress()).findFirst();
        assumeTrue(other.isPresent(), "this machine has no interface but the loopback");
        try (Socket socket = new Socket()) {
            assertThatThrownBy(() -> socket.connect(new InetSocketAddress(other.get(), serving.port()), 5000))
                    .isInstanceOf(ConnectException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "GET    | /api/no-such                 | 404 | there is no /api/no-such here",
        "GET    | /api/runs/no-such            | 404 | there is no run 'no-such'",
        "GET    | /api/runs/no-such/traces     | 404 | there is no run 'no-such'",
        "GET    | /api/runs/no-such/events     | 404 | there is no run 'no-such'",
        "GET    | /api/runs/no-such/report/index.html | 404 | there is no run",
        "GET    | /api/runs/%2e%2e/traces      | 404 | there is no",
        "GET    | /api/runs/..%2fx/traces      | 404 | there is no",
        "DELETE | /api/runs/no-such            | 404 | there is no run 'no-such'",
        "PUT    | /api/runs                    | 405 | /api/runs takes GET, POST, not PUT",
        "POST   | /api/plugins                 | 405 | takes GET",
        "DELETE | /                            | 405 | takes GET",
        "OPTIONS| /api/runs                    | 405 | takes GET, POST"
    })
    void whatIsNotThereIsToldSo(String method, String path, int status, String part) throws Exception {
        Serving.Answer answer = serving.send(method, path, null);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.error()).contains(part);
        assertThat(answer.response().headers().firstValue("Allow").isPresent()).isEqualTo(status == 405);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "''                                    | the body: ",
        "nonsense                              | the body: line 1",
        "[1, 2]                                | the body: ",
        "{\"plan\": 1}                         | 'plan'",
        "{}                                    | send a plan",
        "{\"plans\": {}}                       | there is no such key; there are: name, plan",
        "{\"plan\": {\"models\": [{\"modell\": 1}]}} | there is no such key; there are: calibration",
        "{\"plan\": {\"kernels\": [{\"formats\": [\"no-such\"]}]}} | the plan: there is no format family 'no-such'",
        "{\"plan\": {\"kernels\": [{\"shapes\": [\"0x1\"]}]}} | the plan: ",
        "{\"name\": \"../x\", \"plan\": {}}    | a run's name",
    })
    void anOrderThatCannotBeDoneIsRefused(String body, String part) throws Exception {
        Serving.Answer answer = serving.send("POST", "/api/runs", body.replace("\\\"", "\"").replace("''", ""));
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.error()).contains(part);
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void aRunThatIsNotThereCannotGoOn() throws Exception {
        Serving.Answer answer = serving.send("POST", "/api/runs", "{\"name\": \"lost\"}");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error()).contains("no run 'lost' to go on with");
    }

    @Test
    void bodiesThatAreTooLongAreNotRead() throws Exception {
        String head = "POST /api/runs HTTP/1.1\r\nHost: 127.0.0.1:" + serving.port() + "\r\nAuthorization: Bearer "
                + serving.token() + "\r\nConnection: close\r\n";
        assertThat(serving.raw(head + "Content-Length: 2000000\r\n\r\n")).startsWith("HTTP/1.1 413 ")
                .contains("the body is longer than 1048576 bytes");
        assertThat(serving.raw(head + "Content-Length: 999999999999999999\r\n\r\n")).startsWith("HTTP/1.1 413 ");
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
        assertThat(serving.send("POST", "/api/runs", " ".repeat((1 << 20) + 1)).status()).isEqualTo(413);
        assertThat(serving.raw(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(17) + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void thePageIsServedWithoutTheTokenAndHoldsNoneItself() throws Exception {
        for (String path : List.of("/", "/page.css", "/page.js")) {
            String answer = serving.raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + serving.port()
                    + "\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 200 ").containsIgnoringCase("Content-Security-Policy: default-src 'none'")
                    .doesNotContain(serving.token());
        }
    }

    @Test
    void aPortThatIsTakenIsToldAndNothingIsLeft() {
        NibbleServer.Settings same = new NibbleServer.Settings(serving.port(), Optional.of(folder.resolve("other/token")),
                folder.resolve("runs"), Duration.ofSeconds(1), Patience.usual());
        assertThatThrownBy(() -> new NibbleServer(same, Optional.empty(), serving.remarks::add))
                .isInstanceOf(MissingEnvironmentException.class).hasMessageContaining("--port takes another one");
        assertThat(folder.resolve("other")).doesNotExist();
    }
}
