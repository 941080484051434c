package dev.nibble.bundles.host;

import dev.nibble.bundles.jar.RefusedJarException;
import dev.nibble.harness.plugin.PluginWork;
import dev.nibble.runtime.registry.JarPlugins;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The making of a jar's plugins: constructors are strangers' code and may never return. */
final class Birth {
    private final PluginWork<JarPlugins> work;

    private Birth(PluginWork<JarPlugins> work) {
        this.work = work;
    }

    static Birth start(String title, Supplier<JarPlugins> making) {
        return new Birth(PluginWork.start("plugins of " + title, making::get));
    }

    /**
     * The plugins, as soon as they are made.
     *
     * @throws RefusedJarException if there is none that works, or time runs out; the message says at which line
     */
    JarPlugins await(Duration limit) throws RefusedJarException {
        try {
            JarPlugins made = work.await(limit);
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

    /** Where the thread is, in the plugin's own code if it is there; there are no plugins yet by which it could be named. */
    private String place() {
        StackTraceElement[] frames = work.thread().getStackTrace();
        return Arrays.stream(frames)
                .filter(frame -> frame.getModuleName() == null && !frame.getClassName().startsWith("dev.nibble.runtime."))
                .findFirst()
                .map(frame -> "at " + frame)
                .orElse("in code of the JDK");
    }

    /** Asks the thread to end, should it still run. */
    void abandon() {
        work.abandon();
    }
}
