package dev.nibble.kernels.tornado;

import dev.nibble.api.device.program.MethodCall;
import dev.nibble.api.device.program.MethodCall.Role;
import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * Lets TornadoVM compile every method once and print what it made. Started by {@link MethodExport} in a JVM of its own. The
 * methods run on sizes of zero: they do nothing, and the driver has accepted them.
 */
final class ExportMain {
    private static final String GRAPH = "export";
    private static final int FEW = 64;

    private ExportMain() {}

    /** @param arguments none */
    public static void main(String[] arguments) throws Throwable {
        for (DeviceMethod method : DeviceMethod.values()) {
            compile(method);
        }
    }

    private static void compile(DeviceMethod method) throws Throwable {
        List<TornadoNativeArray> arrays = new ArrayList<>();
        for (DeviceMethod.Parameter parameter : method.parameters()) {
            arrays.add(parameter.isFloat() ? new FloatArray(FEW) : new IntArray(FEW));
        }
        TaskGraph graph = new TaskGraph(GRAPH).transferToDevice(DataTransferMode.EVERY_EXECUTION, arrays.toArray());
        JitCode.of(method.call(arrays.stream().map(_ -> MethodCall.Argument.room(Role.INPUT, FEW)).toList(), new long[] {FEW, 1}))
                .addTo(graph, arrays);
        graph.transferToHost(DataTransferMode.EVERY_EXECUTION, arrays.getLast());
        WorkerGrid grid = new WorkerGrid2D(FEW, 1);
        if (method.hasContext()) {
            grid.setLocalWork(method.local()[0], method.local()[1], 1);
        }
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            plan.withGridScheduler(new GridScheduler(GRAPH + "." + JitCode.ID, grid)).execute();
        }
    }
}
