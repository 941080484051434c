package dev.nibble.harness.serve;

import java.util.ArrayList;
import java.util.List;

/** The clients that follow. Safe for use by many threads. */
final class Followers implements AutoCloseable {
    private static final int MOST = 32;

    private final List<Follower> all = new ArrayList<>();
    private boolean closed;

    /** Tells everybody who wants to know. */
    synchronized void tell(Event event) {
        all.forEach(follower -> follower.tell(event));
    }

    /** @throws RefusedRequestException with 503 if there are too many, or the server is being ended */
    synchronized void add(Follower follower) {
        if (closed || all.size() >= MOST) {
            throw new RefusedRequestException(503, closed ? "the server is being ended"
                    : MOST + " clients follow already; close one of them");
        }
        all.add(follower);
    }

    synchronized void remove(Follower follower) {
        all.remove(follower);
    }

    /** Ends all of them. */
    @Override
    public synchronized void close() {
        closed = true;
        all.forEach(Follower::end);
    }
}
