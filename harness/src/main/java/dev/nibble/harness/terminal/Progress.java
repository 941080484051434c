package dev.nibble.harness.terminal;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * Tells how far a long command is: on a terminal one line that is written over and over, elsewhere a plain line every
 * few seconds, so that logs stay short. Not safe for concurrent use.
 */
public final class Progress implements Steps, AutoCloseable {
    private static final int WIDTH = 110;
    private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(5);

    private final PrintWriter to;
    private final boolean terminal;
    private final long startedAt = System.nanoTime();
    private long total;
    private long done;
    private long lastPlainAt = Long.MIN_VALUE;
    private boolean lineOpen;

    /**
     * @param to usually stderr
     * @param terminal whether a person watches
     */
    public Progress(PrintWriter to, boolean terminal) {
        this.to = to;
        this.terminal = terminal;
    }

    /** Whether this JVM talks to a terminal. */
    public static boolean onTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    @Override
    public void total(long steps) {
        total = steps;
    }

    @Override
    public void begin(String what) {
        show(what, false);
    }

    @Override
    public void step(String what) {
        done++;
        show(what, done == total);
    }

    /** So many of all steps are done, for work that counts for itself. */
    public void at(long steps, long all, String what) {
        done = steps;
        total = all;
        show(what, done == total);
    }

    @Override
    public void note(String line) {
        wipe();
        to.println(line);
        to.flush();
    }

    /** Ends the updating line. */
    @Override
    public void close() {
        wipe();
        to.flush();
    }

    private void show(String what, boolean always) {
        if (terminal) {
            String text = clip(position() + " " + what);
            to.print("\r" + text + " ".repeat(WIDTH - text.length()));
            lineOpen = true;
            to.flush();
        } else if (always || lastPlainAt == Long.MIN_VALUE
                || System.nanoTime() - lastPlainAt >= PLAIN_INTERVAL.toNanos()) {
            lastPlainAt = System.nanoTime();
            to.println(position() + " " + what);
            to.flush();
        }
    }

    private String position() {
        long seconds = Duration.ofNanos(System.nanoTime() - startedAt).toSeconds();
        String clock = "%d:%02d".formatted(seconds / 60, seconds % 60);
        return total > 0 ? "[%d/%d %s]".formatted(done, total, clock) : "[" + clock + "]";
    }

    private void wipe() {
        if (lineOpen) {
            to.print("\r" + " ".repeat(WIDTH) + "\r");
            lineOpen = false;
        }
    }

    private static String clip(String text) {
        return text.length() <= WIDTH ? text : text.substring(0, WIDTH - 3) + "...";
    }
}
