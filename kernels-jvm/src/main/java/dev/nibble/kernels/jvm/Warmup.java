package dev.nibble.kernels.jvm;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has vector code compiled before its first real call. Until then each vector is an object: a layer of 384 x 1536 takes
 * 300 milliseconds at first and 10 microseconds in the end. One for each device; code is warmed up once.
 */
final class Warmup {
    /** How long it may take for each kind of code, in milliseconds; 0 leaves the code to its first real calls. */
    static final String PROPERTY = "nibble.jvm.warmup-millis";

    private static final long DEFAULT_MILLIS = 3000;
    private static final int CALLS = 50;

    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long limitNanos;

    Warmup(long limitMillis) {
        this.limitNanos = limitMillis * 1_000_000;
    }

    /**
     * With the limit that the system property {@value #PROPERTY} sets.
     *
     * @throws IllegalArgumentException if the property is no number of milliseconds
     */
    static Warmup asConfigured() {
        String text = System.getProperty(PROPERTY, Long.toString(DEFAULT_MILLIS));
        if (!text.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("the system property " + PROPERTY + " is '" + text
                    + "', but must be a number of milliseconds, such as " + DEFAULT_MILLIS + ", or 0 for no warm-up");
        }
        return new Warmup(Long.parseLong(text));
    }

    /** Whether code of that kind still is to be warmed up. */
    boolean isDue(String kind) {
        return limitNanos > 0 && !done.contains(kind);
    }

    /**
     * Makes calls until some in a row allocate nothing and take no longer than compiled code does, be its vectors narrow
     * and the machine busy, or the limit is over. An average alone would not do: a single vector that is still an object
     * hardly shows in it.
     *
     * @param kind equal for calls that run the same code
     * @param nanos that a call of compiled code takes at most
     * @param call what to call, on this thread alone
     */
    void run(String kind, long nanos, Runnable call) {
        if (!isDue(kind)) {
            return;
        }
        long start = System.nanoTime();
        boolean warm = false;
        while (!warm && System.nanoTime() - start < limitNanos) {
            long bytes = threads.getCurrentThreadAllocatedBytes();
            long begin = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            warm = System.nanoTime() - begin <= CALLS * nanos && threads.getCurrentThreadAllocatedBytes() == bytes;
        }
        done.add(kind);
    }
}
