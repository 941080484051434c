package dev.nibble.benchmarks.race;

import com.sun.management.ThreadMXBean;
import dev.nibble.benchmarks.contender.Contender;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One contender with its times. */
final class Lane {
    /** So few that their times, written one after the other, do not drive a small layer out of the caches. */
    private static final int MOST_CALLS = 1 << 14;
    private static final Duration WINDOW = Duration.ofMillis(150);
    private static final double STABLE = 0.04;
    private static final int COUNTED_CALLS = 100;
    private static final int ALLOCATION_ATTEMPTS = 20;
    private static final Duration COUNTED = Duration.ofMillis(500);

    private final Contender contender;
    private final long[] nanos = new long[MOST_CALLS];
    private final List<Double> samples = new ArrayList<>();
    private int next;

    Lane(Contender contender) {
        this.contender = contender;
    }

    /** What is wrong with the result of any copy; empty if nothing is. */
    Optional<String> check() {
        for (int copy = 0; copy < contender.copies(); copy++) {
            Optional<String> wrong = contender.check(copy);
            if (wrong.isPresent()) {
                return wrong.map(found -> contender.copies() == 1 ? found : "copy with another order of rows: " + found);
            }
        }
        return Optional.empty();
    }

    /**
     * Calls until the medians of three windows in a row differ by less than 4 %. The JVM needs seconds to compile vector
     * code, and its times stand still for a while on the way.
     */
    void warmUp(Pace pace) {
        long start = System.nanoTime();
        double before = Double.NaN;
        double last = Double.NaN;
        while (true) {
            double median = slice(WINDOW, 2);
            long passed = System.nanoTime() - start;
            boolean stable = close(median, last) && close(last, before) && close(median, before);
            if (passed >= pace.mostWarmUp().toNanos() || stable && passed >= pace.leastWarmUp().toNanos()) {
                return;
            }
            before = last;
            last = median;
        }
    }

    private static boolean close(double a, double b) {
        return Math.abs(a - b) < STABLE * Math.min(a, b);
    }

    /** Times one slice and keeps its median. */
    void time(Pace pace) {
        settle();
        samples.add(slice(pace.slice(), pace.leastCalls()));
    }

    /** Wakes threads and fills caches after somebody else ran; not timed. */
    private void settle() {
        long start = System.nanoTime();
        do {
            call();
        } while (System.nanoTime() - start < 1_000_000);
    }

    /** The median time of a call, in nanoseconds. */
    private double slice(Duration length, int leastCalls) {
        int calls = 0;
        long start = System.nanoTime();
        long now = start;
        while (calls < MOST_CALLS && (calls < leastCalls || now - start < length.toNanos())) {
            long before = now;
            call();
            now = System.nanoTime();
            nanos[calls++] = now - before;
        }
        Arrays.sort(nanos, 0, calls);
        return (nanos[calls / 2] + nanos[(calls - 1) / 2]) / 2.0;
    }

    private void call() {
        contender.run(next);
        next = next + 1 == contender.copies() ? 0 : next + 1;
    }

    /**
     * Bytes that a call allocates on the Java heap, all threads counted: the least of several attempts, because the rest
     * of the JVM allocates now and then.
     */
    long allocatedBytesPerCall() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long start = System.nanoTime();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ALLOCATION_ATTEMPTS && least > 0; attempt++) {
            long before = threads.getTotalThreadAllocatedBytes();
            int calls = 0;
            while (calls < COUNTED_CALLS && (calls < 2 || System.nanoTime() - start < COUNTED.toNanos())) {
                call();
                calls++;
            }
            least = Math.min(least, (threads.getTotalThreadAllocatedBytes() - before) / calls);
        }
        return least;
    }

    /** Medians of all slices so far, in nanoseconds. */
    double[] samples() {
        return samples.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
