package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Ceiling;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.device.program.ProgramException.Kind;
import dev.nibble.kernels.tornado.code.Ceilings;
import java.util.function.UnaryOperator;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Measures what TornadoVM reaches at best on a device, by the device's clock; the best of several runs counts.
 *
 * @param device to measure
 */
record JitCeiling(JitDevice device) {
    private static final String GRAPH = "ceiling";
    private static final String TASK = "measured";
    private static final int RUNS = 5;
    private static final int ITEMS = 1024;
    private static final int LARGE = 256 << 20;
    private static final int SMALL = 4 << 20;
    private static final int ROUNDS = 4096;
    private static final long FLOPS_PER_ROUND = 16;
    private static final double NANOS = 1e-9;

    /** @throws ProgramException whatever TornadoVM throws */
    Ceiling measure(int threads) {
        try {
            double memory = read((int) Math.min(LARGE, device.info().memoryBytes() / 8));
            double cached = Math.max(memory, read(SMALL));
            return new Ceiling(memory, cached, multiply(), threads);
        } catch (Exception | Error e) {
            throw JitFailure.of("ceiling", device.info(), e);
        }
    }

    private double read(int bytes) throws TornadoExecutionPlanException {
        int each = bytes / Integer.BYTES / ITEMS;
        IntArray sizes = sizes(each);
        IntArray data = new IntArray(each * ITEMS);
        IntArray sums = new IntArray(ITEMS);
        double seconds = best(graph -> graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, sizes, data)
                .task(TASK, Ceilings::readAll, sizes, data, sums).transferToHost(DataTransferMode.EVERY_EXECUTION, sums));
        return (double) each * ITEMS * Integer.BYTES / seconds;
    }

    private double multiply() throws TornadoExecutionPlanException {
        IntArray sizes = sizes(ROUNDS);
        FloatArray results = new FloatArray(ITEMS);
        double seconds = best(graph -> graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, sizes)
                .task(TASK, Ceilings::multiplyAdd, sizes, results).transferToHost(DataTransferMode.EVERY_EXECUTION, results));
        return (double) FLOPS_PER_ROUND * ROUNDS * ITEMS / seconds;
    }

    private static IntArray sizes(int second) {
        IntArray sizes = new IntArray(2);
        sizes.set(0, ITEMS);
        sizes.set(1, second);
        return sizes;
    }

    /** Seconds. */
    private double best(UnaryOperator<TaskGraph> build) throws TornadoExecutionPlanException {
        long least = Long.MAX_VALUE;
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(build.apply(new TaskGraph(GRAPH)).snapshot())
                .withDevice(device.handle()).withGridScheduler(new GridScheduler(GRAPH + "." + TASK, new WorkerGrid1D(ITEMS)))
                .withProfiler(ProfilerMode.SILENT)) {
            for (int run = 0; run < RUNS; run++) {
                long time = plan.execute().getProfilerResult().getDeviceKernelTime();
                if (time <= 0) {
                    throw new ProgramException(Kind.RUNTIME, "the ceiling of " + device.info().id() + " (" + device.info().name()
                            + ") cannot be measured: it reports no time for a kernel, which so did not run there");
                }
                least = Math.min(least, time);
            }
            plan.freeDeviceMemory();
        }
        return least * NANOS;
    }
}
