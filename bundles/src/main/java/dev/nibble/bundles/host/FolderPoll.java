package dev.nibble.bundles.host;

import java.time.Duration;

/** Looks at a folder again and again while it is wanted. A look is a list and a few stats; every file system has them. */
final class FolderPoll {
    private final String name;
    private final Duration interval;
    private final Runnable look;
    private Thread thread;

    FolderPoll(String name, Duration interval, Runnable look) {
        this.name = name;
        this.interval = interval;
        this.look = look;
    }

    /** Begins, unless it has begun. */
    synchronized void start() {
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name(name).start(this::run);
        }
    }

    /** Ends it; a look that is being taken is not waited for. */
    synchronized void stop() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(interval);
                look.run();
            }
        } catch (InterruptedException _) {
            // The way to end it.
            return;
        }
    }
}
