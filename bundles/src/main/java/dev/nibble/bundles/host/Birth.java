package dev.nibble.bundles.host;

import dev.nibble.bundles.jar.RefusedJarException;
import dev.nibble.runtime.registry.JarPlugins;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The making of a jar's plugins, on a thread of its own: constructors are strangers' code and may never return. */
final class Birth {
    private final FutureTask<JarPlugins> task;
    private final Thread thread;

    private Birth(FutureTask<JarPlugins> task, Thread thread) {
        this.task = task;
        this.thread = thread;
    }

    static Birth start(String title, Supplier<JarPlugins> making) {
        FutureTask<JarPlugins> task = new FutureTask<>(making::get);
        return new Birth(task, Thread.ofPlatform().daemon().name("plugins of " + title).start(task));
    }

    /**
     * The plugins, as soon as they are made.
     *
     * @throws RefusedJarException if there is none that works, or time runs out; the message says at which line
     */
    JarPlugins await(Duration limit) throws RefusedJarException {
        try {
            JarPlugins made = task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (made.plugins().isEmpty()) {
                throw new RefusedJarException(made.problems().isEmpty()
                        ? "it brings no plugin: no file of its META-INF/services is named after one of Nibble's interfaces"
                        : String.join("; ", made.problems()));
            }
            return made;
        } catch (TimeoutException _) {
            throw new RefusedJarException("a constructor of its plugins did not return within " + limit.toSeconds()
                    + " s (" + place() + "); constructors must be cheap");
        } catch (ExecutionException e) {
            throw new RefusedJarException("making its plugins failed: " + e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new RefusedJarException("loading was interrupted");
        }
    }

    /** Where the thread is, in the plugin's own code if it is there. */
    private String place() {
        StackTraceElement[] frames = thread.getStackTrace();
        return Arrays.stream(frames)
                .filter(frame -> frame.getModuleName() == null && !frame.getClassName().startsWith("dev.nibble.runtime."))
                .findFirst()
                .map(frame -> "at " + frame)
                .orElse("in code of the JDK");
    }

    /** Asks the thread to end, should it still run. */
    void abandon() {
        task.cancel(true);
    }
}
