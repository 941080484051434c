package dev.nibble.kernels.tornado;

import dev.nibble.api.device.program.BoundMethod;
import dev.nibble.api.device.program.Limits;
import dev.nibble.api.device.program.MethodCall;
import dev.nibble.api.device.program.MethodCall.Role;
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
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * A method that TornadoVM compiled: a plan of its own, with arrays on host and device. What TornadoVM would pass over in
 * silence is a failure here: a method that did not run on the device, and errors that the driver's library only prints.
 */
final class JitMethod implements BoundMethod {
    private static final String GRAPH = "nibble";

    private final JitDevice device;
    private final MethodCall call;
    private final List<TornadoNativeArray> arrays = new ArrayList<>();
    private final TornadoExecutionPlan plan;
    private TornadoProfilerResult profile;
    private boolean closed;

    private JitMethod(JitDevice device, MethodCall call, JitCode code) throws Throwable {
        this.device = device;
        this.call = call;
        TaskGraph graph = new TaskGraph(GRAPH);
        List<Object> lasting = new ArrayList<>();
        List<Object> changing = new ArrayList<>();
        List<Object> read = new ArrayList<>();
        for (int i = 0; i < call.arguments().size(); i++) {
            MethodCall.Argument argument = call.arguments().get(i);
            TornadoNativeArray array = array(argument, code.arrays().get(i));
            arrays.add(array);
            // The output goes to the device, too: what a method leaves out would come back as anything.
            (argument.role() == Role.LASTING ? lasting : changing).add(array);
            if (argument.role() == Role.OUTPUT) {
                read.add(array);
            }
        }
        if (!lasting.isEmpty()) {
            graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, lasting.toArray());
        }
        graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, changing.toArray());
        code.addTo(graph, arrays);
        graph.transferToHost(DataTransferMode.EVERY_EXECUTION, read.toArray());
        plan = new TornadoExecutionPlan(graph.snapshot()).withDevice(device.handle())
                .withGridScheduler(new GridScheduler(GRAPH + "." + JitCode.ID, grid(call)))
                .withProfiler(ProfilerMode.SILENT);
    }

    /** Compiles, which TornadoVM does at the first launch: its time belongs to preparing, and so does what it says. */
    static JitMethod compile(JitDevice device, MethodCall call) {
        requireWithin(device, call);
        JitMethod bound;
        try {
            bound = new JitMethod(device, call, JitCode.of(call));
        } catch (IllegalArgumentException e) {
            throw new ProgramException(Kind.BUILD, "method " + call.name() + " on " + device.info().id() + " ("
                    + device.info().name() + "): " + e.getMessage(), e);
        } catch (Throwable e) {
            throw JitFailure.of(call.name(), device.info(), e);
        }
        try {
            bound.launch(new long[0]);
            return bound;
        } catch (ProgramException e) {
            try {
                bound.close();
            } catch (ProgramException second) {
                e.addSuppressed(second); // what was never allocated cannot be freed
            }
            throw e;
        }
    }

    /** TornadoVM dies of groups that are too large. */
    private static void requireWithin(JitDevice device, MethodCall call) {
        long group = call.local().stream().reduce(1L, Math::multiplyExact);
        long most = Limits.of(device.info()).map(Limits::workGroup).orElse(Long.MAX_VALUE);
        String subject = "method " + call.name() + " on " + device.info().id() + " (" + device.info().name() + ")";
        if (group > most) {
            throw new ProgramException(Kind.LIMIT, subject + " asks for groups of " + group + " work items, and the device has at most "
                    + most);
        }
        for (int i = 0; i < call.global().size(); i++) {
            long local = call.local().isEmpty() ? 1 : call.local().get(i);
            if (local < 1 || call.global().get(i) < 1 || call.global().get(i) % local != 0) {
                throw new ProgramException(Kind.LAUNCH, subject + ": " + call.global().get(i) + " work items in dimension " + i
                        + " cannot be cut into groups of " + local);
            }
        }
    }

    private static TornadoNativeArray array(MethodCall.Argument argument, Class<?> type) {
        boolean isByte = type == ByteArray.class;
        int elements = Math.toIntExact(Math.max(1, isByte ? argument.bytes() : Math.ceilDiv(argument.bytes(), Integer.BYTES)));
        TornadoNativeArray array = isByte ? new ByteArray(elements)
                : type == FloatArray.class ? new FloatArray(elements) : new IntArray(elements);
        if (argument.isFilled()) {
            MemorySegment.copy(argument.content(), 0, array.getSegment(), 0, argument.bytes());
        }
        return array;
    }

    /** For the largest launch: methods stop at the sizes that they are given, and rows too many are not read back. */
    private static WorkerGrid grid(MethodCall call) {
        int[] global = call.global().stream().mapToInt(Math::toIntExact).toArray();
        WorkerGrid grid = switch (global.length) {
            case 1 -> new WorkerGrid1D(global[0]);
            case 2 -> new WorkerGrid2D(global[0], global[1]);
            default -> new WorkerGrid3D(global[0], global[1], global[2]);
        };
        List<Long> local = call.local();
        if (!local.isEmpty()) {
            grid.setLocalWork(local.get(0), local.size() > 1 ? local.get(1) : 1, local.size() > 2 ? local.get(2) : 1);
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
                throw JitFailure.of(call.name(), device.info(), e);
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
        return new ProgramException(Kind.RUNTIME, "method " + call.name() + " on " + device.info().id() + " ("
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
        if (closed) {
            return;
        }
        closed = true;
        try {
            try {
                plan.freeDeviceMemory();
            } finally {
                plan.close();
            }
        } catch (Exception | Error e) {
            throw JitFailure.of(call.name(), device.info(), e);
        }
    }
}
