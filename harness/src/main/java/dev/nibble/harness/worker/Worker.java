package dev.nibble.harness.worker;

import dev.nibble.harness.cell.CellResult;
import dev.nibble.harness.cell.CellTask;
import dev.nibble.harness.trace.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A running worker JVM as the host sees it. */
final class Worker implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int POLL_MILLIS = 200;

    private final Process process;
    private final Path log;
    private final MessageLines lines;
    private final Map<String, String> facts;
    private long cells;

    private Worker(Process process, Path log, MessageLines lines, Map<String, String> facts) {
        this.process = process;
        this.log = log;
        this.lines = lines;
        this.facts = facts;
    }

    /**
     * Starts a worker and waits until it has connected.
     *
     * @param log receives what the worker prints
     * @throws StartException if it does not connect; it is gone then
     */
    static Worker start(WorkerLaunch launch, WorkerKind kind, Path log) throws IOException {
        Files.createDirectories(launch.logs());
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProcessBuilder builder = new ProcessBuilder(launch.command(kind, server.getLocalPort()));
            builder.environment().put(WorkerMain.TOKEN, token);
            builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            long logStart = LogTail.size(log);
            Process process = builder.start();
            process.getOutputStream().close();
            try {
                return await(server, process, token, log);
            } catch (IOException e) {
                process.destroyForcibly();
                throw new StartException(e.getMessage(), LogTail.since(log, logStart));
            }
        }
    }

    private static Worker await(ServerSocket server, Process process, String token, Path log) throws IOException {
        server.setSoTimeout(POLL_MILLIS);
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new IOException("a worker ended with exit code " + process.exitValue() + " before it connected");
            }
            Optional<Socket> caller = accept(server);
            if (caller.isPresent()) {
                MessageLines lines = new MessageLines(caller.get());
                Optional<Message.Hello> hello = hello(lines, token);
                if (hello.isPresent()) {
                    return new Worker(process, log, lines, hello.get().facts());
                }
                lines.close();
            }
        }
        throw new IOException("a worker did not connect within " + START_LIMIT.toSeconds() + " s");
    }

    private static Optional<Socket> accept(ServerSocket server) throws IOException {
        try {
            return Optional.of(server.accept());
        } catch (SocketTimeoutException _) {
            return Optional.empty();
        }
    }

    /** Who does not say the token at once is a stranger on this machine, and is turned away. */
    private static Optional<Message.Hello> hello(MessageLines lines, String token) {
        try {
            lines.timeout(START_LIMIT.toMillis() / 6);
            return lines.receive()
                    .filter(message -> message instanceof Message.Hello hello && token.equals(hello.token()))
                    .map(Message.Hello.class::cast);
        } catch (IOException _) {
            // Nonsense or silence: no worker of ours.
            return Optional.empty();
        }
    }

    /** Facts about the worker's JVM and machine. */
    Map<String, String> facts() {
        return facts;
    }

    long pid() {
        return process.pid();
    }

    /** Runs one cell. After a {@link Reply.Death} the worker is gone. */
    Reply run(CellTask task, Duration limit) {
        long number = ++cells;
        long logStart = LogTail.size(log);
        try {
            lines.send(new Message.Run(number, task));
            return new Reply.Answer(withTail(receive(number, System.nanoTime() + limit.toNanos()), logStart));
        } catch (SocketTimeoutException _) {
            kill();
            return new Reply.Death(new Outcome.TimedOut(limit.toMillis() / 1e3, LogTail.since(log, logStart)));
        } catch (GarbageException e) {
            kill();
            return new Reply.Death(new Outcome.Failed(
                    "garbage", "the worker sent garbage: " + e.getMessage(), LogTail.since(log, logStart)));
        } catch (IOException _) {
            // The connection broke because the process did: that tells more.
            return new Reply.Death(end(logStart));
        }
    }

    private CellResult receive(long number, long deadline) throws IOException {
        lines.timeout((deadline - System.nanoTime()) / 1_000_000);
        Message message = lines.receive().orElseThrow(() -> new IOException("connection closed"));
        if (message instanceof Message.Done done && done.number() == number) {
            return done.result();
        }
        throw new GarbageException("an answer to a question that was not asked");
    }

    private CellResult withTail(CellResult result, long logStart) {
        if (result.outcome() instanceof Outcome.Failed failed) {
            Outcome told = new Outcome.Failed(failed.kind(), failed.message(), LogTail.since(log, logStart));
            return new CellResult(told, result.facts(), result.considered(), result.seconds());
        }
        return result;
    }

    /** How the process ended. Exit codes above 128 are signals. */
    private Outcome end(long logStart) {
        boolean ended = awaitEnd();
        kill();
        String tail = LogTail.since(log, logStart);
        if (!ended) {
            return new Outcome.Failed("garbage", "the worker closed the connection and went on", tail);
        }
        int code = process.exitValue();
        Path errorFile = log.resolveSibling("hs_err_" + process.pid() + ".log");
        if (code > 128 || Files.exists(errorFile)) {
            String where = Files.exists(errorFile) ? ", see " + errorFile : "";
            String signal = code > 128 ? " by signal " + (code - 128) : "";
            return new Outcome.Failed("crash", "the worker crashed" + signal + where, tail);
        }
        return new Outcome.Failed("exit", "the worker exited with code " + code, tail);
    }

    private boolean awaitEnd() {
        try {
            return process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /** Ends the process at once. Harmless if it has ended. */
    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        try {
            lines.close();
        } catch (IOException _) {
            // The process behind the connection is gone, which is what was wanted.
            return;
        }
    }

    /** A worker that did not come up. */
    static final class StartException extends IOException {
        private static final long serialVersionUID = 1L;

        private final String logTail;

        StartException(String message, String logTail) {
            super(message);
            this.logTail = logTail;
        }

        String logTail() {
            return logTail;
        }
    }
}
