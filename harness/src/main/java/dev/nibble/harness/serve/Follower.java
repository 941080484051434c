package dev.nibble.harness.serve;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What one client is yet to be told. */
final class Follower {
    /** A client that lets so much pile up is gone, or might as well be. */
    private static final int MOST = 10_000;

    private final String run;
    private final Deque<Event> waiting = new ArrayDeque<>();
    private boolean ended;

    /** @param run the run to follow; empty for everything */
    Follower(String run) {
        this.run = run;
    }

    synchronized void tell(Event event) {
        if (ended || !(run.isEmpty() || run.equals(event.run()))) {
            return;
        }
        if (event.latest()) {
            waiting.removeIf(old -> old.latest() && old.type().equals(event.type()) && old.run().equals(event.run()));
        }
        waiting.add(event);
        ended = waiting.size() > MOST || (event.last() && !run.isEmpty());
        notifyAll();
    }

    /** Nothing more will come; what waits is still handed out. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Whether all was handed out and nothing more will come. */
    synchronized boolean isOver() {
        return ended && waiting.isEmpty();
    }

    /** What happened; waits for something for a while, and is empty if nothing did. */
    synchronized List<Event> take(Duration patience) throws InterruptedIOException {
        try {
            if (waiting.isEmpty() && !ended) {
                wait(patience.toMillis());
            }
        } catch (InterruptedException _) {
            throw new InterruptedIOException("the server is being ended");
        }
        List<Event> taken = new ArrayList<>(waiting);
        waiting.clear();
        return taken;
    }
}
