package dev.nibble.kernels.jvm;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has vector code compiled before its first real call. Until then each vector is an object: a layer of 384 x 1536 takes
 * 300 milliseconds at first and 10 microseconds in the end. One for each device; code is warmed up once.
 */
final class Warmup {
    private static final long LIMIT_NANOS = 3_000_000_000L;
    private static final int CALLS = 50;
    private static final long NANOS = 4;

    private final Set<String> warm = ConcurrentHashMap.newKeySet();

    /**
     * Makes calls on a tiny shape until one multiplication takes four nanoseconds at most, which only compiled code
     * reaches, be its vectors narrow and the machine busy, or three seconds are over.
     *
     * @param kind equal for calls that run the same code
     * @param multiplications of a call
     */
    void run(String kind, long multiplications, Runnable call) {
        if (warm.contains(kind)) {
            return;
        }
        long start = System.nanoTime();
        do {
            long begin = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            long took = System.nanoTime() - begin;
            if (took <= CALLS * multiplications * NANOS) {
                warm.add(kind);
                return;
            }
        } while (System.nanoTime() - start < LIMIT_NANOS);
    }
}
