package dev.nibble.conformance;

import com.sun.management.ThreadMXBean;
import dev.nibble.api.device.Device;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.Op;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.TestWeights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Measures what a kernel allocates on the Java heap when it runs. */
final class Allocation {
    static final int RUNS = 100;

    /** Each attempt also warms up: the JIT removes some allocations only after thousands of calls. */
    private static final int ATTEMPTS = 200;

    private final Kernel kernel;
    private final Device device;
    private final Op op;
    private final OpSpec spec;
    private final int threads;

    Allocation(KernelConformance test, OpSpec spec) {
        this.kernel = test.kernel();
        this.device = test.device();
        this.op = test.registry().op(spec.op());
        this.spec = spec;
        this.threads = test.threads();
    }

    /**
     * Bytes that {@link #RUNS} calls allocate on all threads, at the least of many attempts: other threads of the JVM may
     * allocate now and then, but a kernel that allocates does so in every attempt.
     */
    long leastBytes() {
        var weight = TestWeights.of(spec.format(), spec.weight(), Fill.NORMAL, 1);
        Tensor given = op.testInput(spec, Fill.NORMAL, new SplittableRandom(1)).orElse(null);
        try (PreparedKernel prepared = kernel.prepare(new KernelRequest(spec, device.info(), threads), device, weight);
                Arena arena = Arena.ofShared()) {
            MemorySegment input = given == null ? arena.allocate(0) : given.data();
            MemorySegment output = arena.allocate(4 * op.output(spec).elements(), Tensor.ALIGNMENT);
            MemorySegment workspace = arena.allocate(prepared.workspaceBytes(), Tensor.ALIGNMENT);
            long least = Long.MAX_VALUE;
            for (int attempt = 0; attempt < ATTEMPTS && least > 0; attempt++) {
                least = Math.min(least, measure(prepared, input, output, workspace));
            }
            return least;
        }
    }

    private long measure(PreparedKernel prepared, MemorySegment input, MemorySegment output, MemorySegment workspace) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] runner = testRunner(threads);
        long before = threads.getTotalThreadAllocatedBytes();
        long runnerBefore = allocated(threads, runner);
        for (int i = 0; i < RUNS; i++) {
            prepared.run(spec.m(), input, output, workspace);
        }
        long byRunner = allocated(threads, runner) - runnerBefore;
        return threads.getTotalThreadAllocatedBytes() - before - byRunner;
    }

    /**
     * Threads of Maven Surefire: one flushes a stream every 100 ms and allocates some 100 bytes each time, which every
     * attempt of a kernel that takes a millisecond would see.
     */
    private static long[] testRunner(ThreadMXBean threads) {
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("surefire-"))
                .mapToLong(ThreadInfo::getThreadId)
                .toArray();
    }

    /** What threads have allocated; allocates nothing itself. A thread that has ended counts as -1 throughout. */
    private static long allocated(ThreadMXBean threads, long[] ids) {
        long bytes = 0;
        for (long id : ids) {
            bytes += threads.getThreadAllocatedBytes(id);
        }
        return bytes;
    }
}
