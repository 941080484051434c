package dev.nibble.harness.serve;

import dev.nibble.harness.plugin.PluginPlace;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.plugin.PluginWork;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks plugins in the course of a request. Not on the request's own thread, of which plugins that hang could use up all. */
final class Answers {
    private Answers() {}

    /**
     * What plugins answer.
     *
     * @param patience after which the answer is not waited for any more
     * @throws RefusedRequestException with 503 if a plugin does not answer, with its name; or what the question throws
     */
    static <T> T of(Supplier<PluginSnapshot> plugins, Duration patience, Function<PluginSnapshot, T> question)
            throws IOException {
        AtomicReference<PluginSnapshot> asked = new AtomicReference<>();
        PluginWork<T> work = PluginWork.start("question to plugins", () -> {
            try (PluginSnapshot snapshot = plugins.get()) {
                asked.set(snapshot);
                return question.apply(snapshot);
            }
        });
        try {
            return work.await(patience);
        } catch (TimeoutException _) {
            throw unanswered(work, asked.get(), patience);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException known -> throw known;
                case Error known -> throw known;
                default -> throw new IOException(e.getCause());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server is being ended");
        }
    }

    private static RefusedRequestException unanswered(PluginWork<?> work, PluginSnapshot asked, Duration patience) {
        String who = (asked == null ? Optional.<PluginPlace>empty() : PluginPlace.of(work.thread(), asked.registry()))
                .map(PluginPlace::toString).orElse("what asks the plugins");
        work.abandon();
        return new RefusedRequestException(503, "no answer within " + patience.toMillis() / 1e3 + " s from " + who
                + "; take the plugin out, or try again if the machine is busy");
    }
}
