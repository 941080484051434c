package dev.nibble.kernels.jvm;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads that compute the parts of one call together, made for calls of a few microseconds: a fork and join through
 * {@code ForkJoinPool} costs about 30 microseconds, this hand-off one or two while the partners are awake.
 *
 * <p>A call publishes a <em>ticket</em> (its number and how many parts it has). Each participant, the caller too, first
 * claims the part that it had last time, whose data its own cache may hold, and then any part that nobody has begun: a
 * partner that sleeps or has no core delays nothing. So the caller waits only for parts that are being computed.
 * Waiting is spinning for {@value #SPIN_NANOS} nanoseconds, then parking; with more threads than cores it is parking at
 * once. An idle pool therefore takes no processor time.
 *
 * <p>Calls from several threads are served one after another. A call allocates nothing once the threads exist.
 */
final class WorkerPool implements AutoCloseable {
    /** The most parts of a call. */
    static final int MAX_PARTS = 1024;

    /** Longer than the gap between the layers of a model, shorter than anybody notices on an idle machine. */
    private static final long SPIN_NANOS = 100_000;

    static final int SPINS_PER_CLOCK_READ = 64;
    static final int PART_BITS = 16;
    static final long CLOSED = -1;

    /** What a call computes. */
    interface Task {
        /** Computes part {@code part} of {@code parts}, on any thread, at the same time as other parts. */
        void run(int part, int parts);
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger remaining = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final int cores = Runtime.getRuntime().availableProcessors();

    /** Number of the call in the upper bits, its parts in the lower; {@link #CLOSED} at the end. */
    private volatile long ticket;

    /** For each part, the number of the call in which it was last claimed. */
    private volatile AtomicLongArray claims = new AtomicLongArray(1);

    private volatile Thread waitingCaller;
    private volatile boolean closed;
    private volatile long spinNanos = SPIN_NANOS;
    private PoolWorker[] workers = new PoolWorker[0];
    private Task task;

    /**
     * Starts threads, so that calls with that many parts need not.
     *
     * @throws IllegalArgumentException if {@code parts} is not in 1..{@value #MAX_PARTS}
     * @throws IllegalStateException if the pool is closed
     */
    void ensure(int parts) {
        enter(parts);
        lock.unlock();
    }

    /**
     * Computes all parts of a task and returns when all are done. An interrupt neither ends nor delays it; the thread's
     * interrupt status is kept.
     *
     * @param parts how many parts, and how many threads at most, this one included
     * @throws IllegalStateException if the pool is closed, or if a task calls its own pool
     * @throws RuntimeException or {@link Error}: the first that a part threw; the other parts have ended as well
     */
    void run(int parts, Task work) {
        if (parts == 1 && !closed) {
            work.run(0, 1);
            return;
        }
        enter(parts);
        try {
            task = work;
            spinNanos = parts > cores ? 0 : SPIN_NANOS;
            remaining.set(parts);
            long number = (ticket >>> PART_BITS) + 1;
            ticket = number << PART_BITS | parts;
            wake(parts);
            participate(0, number, parts);
            await();
            task = null;
            rethrow(failure.getAndSet(null));
        } finally {
            lock.unlock();
        }
    }

    /** Ends all threads after the call that is running. Calling it again does nothing. */
    @Override
    public void close() {
        refuseNested();
        lock.lock();
        try {
            closed = true;
            ticket = CLOSED;
            for (PoolWorker worker : workers) {
                LockSupport.unpark(worker);
            }
            boolean interrupted = false;
            for (PoolWorker worker : workers) {
                interrupted |= joinFully(worker);
            }
            workers = new PoolWorker[0];
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The threads, for tests. */
    Thread[] threads() {
        lock.lock();
        try {
            return workers.clone();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the lock, with as many threads as that many parts need. */
    private void enter(int parts) {
        if (parts < 1 || parts > MAX_PARTS) {
            throw new IllegalArgumentException("a call has 1 to " + MAX_PARTS + " parts, not " + parts);
        }
        refuseNested();
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the worker pool is closed: the jvm device that it belongs to was closed."
                        + " Open the device again and prepare the kernel on it");
            }
            grow(parts);
        } catch (RuntimeException | Error e) {
            lock.unlock();
            throw e;
        }
    }

    private void refuseNested() {
        boolean ownWorker = Thread.currentThread() instanceof PoolWorker worker && worker.pool() == this;
        if (ownWorker || lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a task cannot call the worker pool that it runs on");
        }
    }

    private void grow(int parts) {
        if (parts <= workers.length + 1) {
            return;
        }
        // A straggler of an earlier call cannot write here: all parts it might claim bear that call's number already.
        AtomicLongArray more = new AtomicLongArray(parts);
        for (int i = 0; i < claims.length(); i++) {
            more.set(i, claims.get(i));
        }
        claims = more;
        int first = workers.length;
        PoolWorker[] all = Arrays.copyOf(workers, parts - 1);
        for (int i = first; i < all.length; i++) {
            all[i] = new PoolWorker(this, i + 1, ticket);
            all[i].start();
        }
        workers = all;
    }

    private void wake(int parts) {
        for (int i = 0; i < parts - 1; i++) {
            if (workers[i].isSleeping()) {
                LockSupport.unpark(workers[i]);
            }
        }
    }

    /** The newest ticket. */
    long ticket() {
        return ticket;
    }

    /** How long to spin before parking. */
    long spinNanos() {
        return spinNanos;
    }

    /** Computes every part that this participant can claim, its own first. */
    void participate(int own, long number, int parts) {
        AtomicLongArray current = claims;
        for (int i = 0; i < parts; i++) {
            int part = own + i < parts ? own + i : own + i - parts;
            long before = current.get(part);
            // Whoever claims a part keeps the call, and so its task, from ending.
            if (before < number && current.compareAndSet(part, before, number)) {
                compute(part, parts);
            }
        }
    }

    private void compute(int part, int parts) {
        try {
            task.run(part, parts);
        } catch (Throwable e) {
            if (!failure.compareAndSet(null, e) && failure.get() != e) {
                failure.get().addSuppressed(e);
            }
        }
        if (remaining.decrementAndGet() == 0) {
            Thread caller = waitingCaller;
            if (caller != null) {
                LockSupport.unpark(caller);
            }
        }
    }

    private void await() {
        long deadline = System.nanoTime() + spinNanos;
        int spins = 0;
        while (remaining.get() > 0) {
            if (++spins % SPINS_PER_CLOCK_READ == 0 && System.nanoTime() - deadline > 0) {
                park();
                return;
            }
            Thread.onSpinWait();
        }
    }

    private void park() {
        boolean interrupted = false;
        waitingCaller = Thread.currentThread();
        while (remaining.get() > 0) {
            LockSupport.park(this);
            // Parking returns at once while the status is set, so it is taken here and given back below.
            interrupted |= Thread.interrupted();
        }
        waitingCaller = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rethrow(Throwable thrown) {
        switch (thrown) {
            case null -> { }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException("a task threw a checked exception", thrown);
        }
    }

    private static boolean joinFully(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
