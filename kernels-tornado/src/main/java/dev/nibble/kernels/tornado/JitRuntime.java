package dev.nibble.kernels.tornado;

import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.device.program.ProgramException.Kind;
import dev.nibble.api.kernel.DeviceTimes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoProfilerResult;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * Methods that TornadoVM compiles when they are bound. What TornadoVM would pass over in silence is a failure here: a
 * method that did not run on the device, and errors that the driver's library only prints.
 *
 * @param device where
 */
record JitRuntime(JitDevice device) implements MethodRuntime {
    @Override
    public BoundMethod bind(DeviceMethod method, List<Argument> arguments, long[] largest) {
        Bound bound;
        try {
            bound = new Bound(device, method, arguments, largest);
        } catch (Exception | Error e) {
            throw JitFailure.of(method.text(), device.info(), e);
        }
        try {
            // TornadoVM compiles at the first launch. Its time belongs to preparing, and so does what it says.
            bound.launch(largest);
            return bound;
        } catch (ProgramException e) {
            bound.close();
            throw e;
        }
    }

    /** A plan of its own, with arrays on host and device. */
    private static final class Bound implements BoundMethod {
        private static final String GRAPH = "nibble";

        private final JitDevice device;
        private final DeviceMethod method;
        private final List<TornadoNativeArray> arrays = new ArrayList<>();
        private final TornadoExecutionPlan plan;
        private TornadoProfilerResult profile;

        Bound(JitDevice device, DeviceMethod method, List<Argument> arguments, long[] largest) {
            this.device = device;
            this.method = method;
            TaskGraph graph = new TaskGraph(GRAPH);
            List<Object> constant = new ArrayList<>();
            List<Object> changing = new ArrayList<>();
            for (int i = 0; i < arguments.size(); i++) {
                TornadoNativeArray array = array(arguments.get(i), method.parameters().get(i).isFloat());
                arrays.add(array);
                (method.parameters().get(i).isWeight() ? constant : changing).add(array);
            }
            // The output goes to the device, too: what a method leaves out would come back as anything.
            graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, constant.toArray())
                    .transferToDevice(DataTransferMode.EVERY_EXECUTION, changing.toArray());
            new JitTasks(graph, arrays).add(method);
            graph.transferToHost(DataTransferMode.EVERY_EXECUTION, arrays.get(method.index("y")));
            plan = new TornadoExecutionPlan(graph.snapshot()).withDevice(device.handle())
                    .withGridScheduler(new GridScheduler(GRAPH + "." + JitTasks.ID, grid(method, largest)))
                    .withProfiler(ProfilerMode.SILENT);
        }

        private static TornadoNativeArray array(Argument argument, boolean isFloat) {
            int elements = Math.toIntExact(Math.max(1, argument.bytes() / Float.BYTES));
            TornadoNativeArray array = isFloat ? new FloatArray(elements) : new IntArray(elements);
            if (argument.isFilled()) {
                MemorySegment.copy(argument.content(), 0, array.getSegment(), 0, argument.bytes());
            }
            return array;
        }

        /** For the most inputs: methods stop at the sizes that they are given, and rows too many are not read back. */
        private static WorkerGrid grid(DeviceMethod method, long[] largest) {
            WorkerGrid grid = largest.length == 1
                    ? new WorkerGrid1D(Math.toIntExact(largest[0]))
                    : new WorkerGrid2D(Math.toIntExact(largest[0]), Math.toIntExact(largest[1]));
            if (method.hasContext()) {
                grid.setLocalWork(method.local()[0], method.local()[1], 1);
            }
            return grid;
        }

        @Override
        public void write(int argument, MemorySegment from, long bytes) {
            MemorySegment.copy(from, 0, arrays.get(argument).getSegment(), 0, bytes);
        }

        /** A plan that two threads execute fails. */
        @Override
        public synchronized void launch(long[] global) {
            DriverLog log = device.log();
            // What is printed belongs to one launch only if no other runs beside it.
            synchronized (log) {
                log.mark();
                try {
                    profile = plan.execute().getProfilerResult();
                } catch (Exception | Error e) {
                    throw JitFailure.of(method.text(), device.info(), e);
                }
                log.errors().ifPresent(text -> {
                    throw failure("the driver's library printed: " + text);
                });
            }
            // Zero where the method ran as Java, or was not launched at all.
            if (profile.getDeviceKernelTime() <= 0) {
                throw failure("the device reports no time for it: it did not run there");
            }
        }

        private ProgramException failure(String problem) {
            return new ProgramException(Kind.RUNTIME, "method " + method.text() + " on " + device.info().id() + " ("
                    + device.info().name() + "): " + problem);
        }

        @Override
        public void read(int argument, MemorySegment to, long bytes) {
            MemorySegment.copy(arrays.get(argument).getSegment(), 0, to, 0, bytes);
        }

        @Override
        public void finish() {
            // A launch returns when all is done.
        }

        @Override
        public Optional<DeviceTimes> times() {
            return Optional.ofNullable(profile).map(it ->
                    new DeviceTimes(it.getDeviceKernelTime(), it.getDeviceWriteTime(), it.getDeviceReadTime()));
        }

        @Override
        public synchronized void close() {
            try {
                try {
                    plan.freeDeviceMemory();
                } finally {
                    plan.close();
                }
            } catch (Exception | Error e) {
                throw JitFailure.of(method.text(), device.info(), e);
            }
        }
    }
}
