package dev.nibble.kernels.jvm;

import java.util.concurrent.locks.LockSupport;

/** One thread of a {@link WorkerPool}: waits for tickets that have a part for it. */
final class PoolWorker extends Thread {
    private final WorkerPool pool;
    private final int index;
    private long seen;
    private volatile boolean sleeping;

    /**
     * @param index the part that is this thread's own, from 1
     * @param seen the ticket before the first that it is to see
     */
    PoolWorker(WorkerPool pool, int index, long seen) {
        super("nibble-worker-" + index);
        this.pool = pool;
        this.index = index;
        this.seen = seen;
        setDaemon(true);
    }

    WorkerPool pool() {
        return pool;
    }

    /** Whether it must be unparked to see a new ticket. */
    boolean isSleeping() {
        return sleeping;
    }

    @Override
    public void run() {
        while (true) {
            awaitNews();
            if (seen == WorkerPool.CLOSED) {
                return;
            }
            pool.participate(index, seen >>> WorkerPool.PART_BITS, parts(seen));
        }
    }

    private void awaitNews() {
        long deadline = System.nanoTime() + pool.spinNanos();
        for (int spins = 1; !hasNews(); spins++) {
            if (spins % WorkerPool.SPINS_PER_CLOCK_READ == 0 && System.nanoTime() - deadline > 0) {
                sleep();
            }
            Thread.onSpinWait();
        }
    }

    /** Parks until the ticket changes to one with a part for this thread, which is left unseen. */
    private void sleep() {
        sleeping = true;
        while (!isForMe(pool.ticket())) {
            LockSupport.park(pool);
            // A status left by a task would turn parking into spinning.
            Thread.interrupted();
        }
        sleeping = false;
    }

    private boolean hasNews() {
        long current = pool.ticket();
        if (!isForMe(current)) {
            return false;
        }
        seen = current;
        return true;
    }

    private boolean isForMe(long current) {
        return current != seen && (current == WorkerPool.CLOSED || index < parts(current));
    }

    private static int parts(long ticket) {
        return (int) (ticket & (1 << WorkerPool.PART_BITS) - 1);
    }
}
