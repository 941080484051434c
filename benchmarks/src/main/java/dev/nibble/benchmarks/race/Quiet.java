package dev.nibble.benchmarks.race;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Waits until this process uses no processor time: worker threads of whoever ran last spin for a while before they park,
 * and would slow down who is next; so do compiler threads.
 */
final class Quiet {
    /** Systems count processor time in ticks of up to 10 ms: within less, a thread that spins may seem to rest. */
    private static final long STEP_MILLIS = 25;

    private static final double IDLE = 0.2;
    private static final long LONGEST_NANOS = 400_000_000;

    private Quiet() {}

    static void await() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long start = System.nanoTime();
        long now = start;
        double busy = 1;
        while (busy > IDLE && now - start < LONGEST_NANOS) {
            long before = system.getProcessCpuTime();
            try {
                Thread.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            long passed = System.nanoTime() - now;
            now += passed;
            busy = (double) (system.getProcessCpuTime() - before) / passed;
        }
    }
}
