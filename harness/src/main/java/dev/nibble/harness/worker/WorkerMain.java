package dev.nibble.harness.worker;

import dev.nibble.harness.cell.CellResult;
import dev.nibble.harness.cell.CellSession;
import dev.nibble.harness.cell.CellTask;
import dev.nibble.harness.trace.EnvironmentProbe;
import dev.nibble.harness.trace.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The main class of worker JVMs. Runs cells one after the other until the host closes the connection. */
public final class WorkerMain {
    /** Environment variable with the token that proves a worker to its host; arguments can be seen by other users. */
    static final String TOKEN = "NIBBLE_WORKER_TOKEN";

    private final MessageLines lines;
    private final BlockingQueue<Message.Run> waiting = new LinkedBlockingQueue<>();

    private WorkerMain(MessageLines lines) {
        this.lines = lines;
    }

    /**
     * Started by {@link Worker} only.
     *
     * @param arguments the host's port
     */
    public static void main(String[] arguments) throws Exception {
        // Who connects must say the token at once, and facts can take seconds on a busy machine.
        var hello = new Message.Hello(System.getenv(TOKEN), EnvironmentProbe.facts());
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        new WorkerMain(new MessageLines(socket)).run(hello);
    }

    private void run(Message.Hello hello) throws IOException, InterruptedException {
        lines.send(hello);
        Thread.ofPlatform().daemon().name("host-connection").start(this::listen);
        try (CellSession session = CellSession.open()) {
            while (true) {
                Message.Run run = waiting.take();
                lines.send(new Message.Done(run.number(), result(session, run.task())));
            }
        }
    }

    /** Listens even while a cell runs: when the host is gone, nobody wants the result, and nobody else would end us. */
    private void listen() {
        try {
            for (Optional<Message> message = lines.receive(); message.isPresent(); message = lines.receive()) {
                if (message.get() instanceof Message.Run run) {
                    waiting.add(run);
                }
            }
            Runtime.getRuntime().halt(0);
        } catch (IOException e) {
            System.err.println("worker: lost the host: " + e.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }

    /** Whatever a plugin throws becomes an outcome, errors such as a missing class or a full heap included. */
    private static CellResult result(CellSession session, CellTask task) {
        long start = System.nanoTime();
        try {
            CellResult result = session.run(task);
            return new CellResult(result.outcome(), result.facts(), result.considered(), seconds(start));
        } catch (Throwable e) {
            e.printStackTrace();
            return new CellResult(Outcome.Failed.of(e), Map.of(), List.of(), seconds(start));
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
