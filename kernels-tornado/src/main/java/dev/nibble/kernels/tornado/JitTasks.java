package dev.nibble.kernels.tornado;

import dev.nibble.kernels.tornado.code.Decoding;
import dev.nibble.kernels.tornado.code.GridLinear;
import dev.nibble.kernels.tornado.code.GroupLinear;
import dev.nibble.kernels.tornado.code.IntegerLinear;
import dev.nibble.kernels.tornado.code.TableLinear;
import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task6;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task7;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task8;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * Puts methods into task graphs. TornadoVM finds the method behind a method reference, so each is named here once.
 *
 * @param graph receives the task
 * @param arrays by parameter
 */
record JitTasks(TaskGraph graph, List<? extends TornadoNativeArray> arrays) {
    static final String ID = "method";

    /** Adds the task of a method. */
    void add(DeviceMethod method) {
        switch (method) {
            case LINEAR_GRID_2 -> grid(GridLinear::linearGrid2);
            case LINEAR_GRID_4 -> grid(GridLinear::linearGrid4);
            case LINEAR_GRID_8 -> grid(GridLinear::linearGrid8);
            case LINEAR_GRID_2_TILE -> grid(GridLinear::linearGrid2Tile);
            case LINEAR_GRID_4_TILE -> grid(GridLinear::linearGrid4Tile);
            case LINEAR_GRID_8_TILE -> grid(GridLinear::linearGrid8Tile);
            case LINEAR_TABLE_4 -> table(TableLinear::linearTable4);
            case LINEAR_TABLE_8 -> table(TableLinear::linearTable8);
            case LINEAR_TABLE_4_TILE -> table(TableLinear::linearTable4Tile);
            case LINEAR_TABLE_8_TILE -> table(TableLinear::linearTable8Tile);
            case LINEAR_INTEGER_4 -> integer(IntegerLinear::linearInteger4);
            case LINEAR_INTEGER_8 -> integer(IntegerLinear::linearInteger8);
            case LINEAR_INTEGER_4_TILE -> integer(IntegerLinear::linearInteger4Tile);
            case LINEAR_INTEGER_8_TILE -> integer(IntegerLinear::linearInteger8Tile);
            case LINEAR_GRID_4_GROUP -> gridGroup(GroupLinear::linearGrid4Group);
            case LINEAR_GRID_8_GROUP -> gridGroup(GroupLinear::linearGrid8Group);
            case LINEAR_TABLE_4_GROUP -> tableGroup(GroupLinear::linearTable4Group);
            case DEQUANTIZE -> grid(Decoding::dequantize);
            case EMBEDDING -> graph.task(ID, Decoding::embedding, ints(0), ints(1), floats(2), floats(3), floats(4), ints(5),
                    floats(6));
        }
    }

    private void grid(Task6<IntArray, IntArray, FloatArray, FloatArray, FloatArray, FloatArray> code) {
        graph.task(ID, code, ints(0), ints(1), floats(2), floats(3), floats(4), floats(5));
    }

    private void table(Task7<IntArray, IntArray, FloatArray, FloatArray, FloatArray, FloatArray, FloatArray> code) {
        graph.task(ID, code, ints(0), ints(1), floats(2), floats(3), floats(4), floats(5), floats(6));
    }

    private void integer(
            Task8<IntArray, IntArray, FloatArray, FloatArray, IntArray, FloatArray, FloatArray, FloatArray> code) {
        graph.task(ID, code, ints(0), ints(1), floats(2), floats(3), ints(4), floats(5), floats(6), floats(7));
    }

    private void gridGroup(
            Task7<KernelContext, IntArray, IntArray, FloatArray, FloatArray, FloatArray, FloatArray> code) {
        graph.task(ID, code, new KernelContext(), ints(0), ints(1), floats(2), floats(3), floats(4), floats(5));
    }

    private void tableGroup(
            Task8<KernelContext, IntArray, IntArray, FloatArray, FloatArray, FloatArray, FloatArray, FloatArray> code) {
        graph.task(ID, code, new KernelContext(), ints(0), ints(1), floats(2), floats(3), floats(4), floats(5), floats(6));
    }

    private IntArray ints(int index) {
        return (IntArray) arrays.get(index);
    }

    private FloatArray floats(int index) {
        return (FloatArray) arrays.get(index);
    }
}
