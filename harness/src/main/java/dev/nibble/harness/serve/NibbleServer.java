package dev.nibble.harness.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nibble.api.plugin.CacheFolder;
import dev.nibble.harness.MissingEnvironmentException;
import dev.nibble.harness.plugin.PluginHost;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.terminal.Failures;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The server: on the loopback interface, for who has the token. Sweeps run one after the other; plugins may come and go, and
 * the next sweep has them.
 */
public final class NibbleServer implements AutoCloseable {
    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Token token;
    private final Gate gate;
    private final Routes routes = new Routes();
    private final Followers followers = new Followers();
    private final SweepQueue queue;
    private final Optional<PluginHost.Watch> watch;
    private final Consumer<String> remarks;
    private boolean closed;

    /**
     * Where and how it serves.
     *
     * @param port 0 for any that is free
     * @param tokenFile is written, and removed when the server ends; empty for one named after the port in a folder of the
     *     user's
     * @param runs folder of all runs
     * @param limit how long a cell may take
     * @param patience with plugins
     */
    public record Settings(int port, Optional<Path> tokenFile, Path runs, Duration limit, Patience patience) {}

    /**
     * Starts.
     *
     * @param plugins the plugin folder's, if there is one; not closed by this server
     * @param remarks takes what the one who started it should know
     * @throws MissingEnvironmentException if the port is taken
     */
    public NibbleServer(Settings settings, Optional<PluginHost> plugins, Consumer<String> remarks) throws IOException {
        this.remarks = remarks;
        this.http = bind(settings.port());
        int port = http.getAddress().getPort();
        this.token = token(settings.tokenFile().orElseGet(() -> CacheFolder.path().resolve("serve-" + port + ".token")));
        this.gate = Gate.of(token, port);
        Supplier<PluginSnapshot> snapshots = () -> plugins.map(PluginHost::snapshot).orElseGet(PluginSnapshot::ofClassPath);
        this.queue = new SweepQueue(
                settings.runs(), snapshots, settings.limit(), settings.patience(), followers::tell, remarks);
        new Api(queue, snapshots, settings.patience().answer(), followers).addTo(routes);
        Page.addTo(routes);
        this.watch = plugins.map(host -> host.watch(event -> followers.tell(Event.plugin(event))));
        http.setExecutor(threads);
        http.createContext("/", this::serve);
        queue.start();
        http.start();
    }

    private static HttpServer bind(int port) throws IOException {
        try {
            // Address and not name: whoever answers for "localhost" elsewhere is not asked.
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
        } catch (BindException e) {
            throw new MissingEnvironmentException("port " + port + " of " + InetAddress.getLoopbackAddress().getHostAddress()
                    + " cannot be had (" + e.getMessage() + "); --port takes another one, or 0 for any", e);
        }
    }

    private Token token(Path file) throws IOException {
        try {
            return Token.create(file);
        } catch (IOException | RuntimeException e) {
            http.stop(0);
            throw e;
        }
    }

    /** Where it is found, for example {@code http://127.0.0.1:7070}. */
    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** The file with the token. */
    public Path tokenFile() {
        return token.file();
    }

    private void serve(HttpExchange exchange) {
        try (exchange) {
            Request answer = new Request(exchange);
            answer.header("X-Content-Type-Options", "nosniff");
            answer.header("Cache-Control", "no-store");
            answer.header("Referrer-Policy", "no-referrer");
            try {
                gate.requireOwnName(exchange.getRequestHeaders());
                Routes.Found found = routes.find(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath());
                if (!found.open()) {
                    gate.requireToken(exchange.getRequestHeaders());
                }
                answer.variables(found.variables());
                found.handler().answer(answer);
            } catch (RefusedRequestException e) {
                answer.refuse(e.status(), e.getMessage());
            } catch (IOException | RuntimeException | LinkageError e) {
                requireUnanswered(exchange, e);
                remarks.accept("request " + exchange.getRequestURI() + " failed: " + e);
                answer.refuse(500, e instanceof Exception known ? Failures.describe(known) : e.toString());
            }
        } catch (IOException e) {
            // The client has gone; it is the one that would have to be told.
            return;
        }
    }

    /** @throws IOException if the answer has begun, and nothing else can be said */
    private static void requireUnanswered(HttpExchange exchange, Throwable failure) throws IOException {
        if (exchange.getResponseCode() != -1) {
            throw new IOException("cut off in the middle of an answer", failure);
        }
    }

    /** Ends everything: what runs is cancelled, workers are gone when this returns, and the token is worth nothing. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        watch.ifPresent(PluginHost.Watch::close);
        queue.close();
        followers.close();
        http.stop(1);
        threads.shutdownNow();
        token.close();
    }
}
