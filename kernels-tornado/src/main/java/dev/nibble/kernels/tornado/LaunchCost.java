package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.device.program.BoundMethod;
import dev.nibble.api.device.program.MethodCall;
import dev.nibble.api.device.program.MethodCall.Role;
import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * Measures what a call with a tiny kernel costs: decoding 1024 elements and copying them out, through Nibble's OpenCL host and
 * through TornadoVM's {@code execute()} without its profiler, in turns, on the same device and in the same JVM. Not a test:
 * docs/tornado.md tells how to run it.
 */
final class LaunchCost {
    private static final int ROUNDS = 9;
    private static final int CALLS = 1000;
    private static final int ROWS = 32;
    private static final Packing PACKING = new Packing(ROWS, ROWS, 1, ROWS, 4);
    private static final long[] LARGEST = {ROWS, 1};
    private static final long OUTPUT_BYTES = 4L * ROWS * ROWS;

    private LaunchCost() {}

    /** A call. */
    private interface Call {
        void run() throws Exception;
    }

    /** @param arguments none */
    public static void main(String[] arguments) throws Throwable {
        try (Device opencl = open("opencl"); Device tornado = open("tornado"); Arena arena = Arena.ofShared();
                BoundMethod bound = MethodRuntime.of(opencl).bind(DeviceMethod.DEQUANTIZE, contents(arena), LARGEST);
                TornadoExecutionPlan plan = plan((JitDevice) tornado, contents(arena))) {
            MemorySegment y = arena.allocate(OUTPUT_BYTES, Float.BYTES);
            int output = DeviceMethod.DEQUANTIZE.index("y");
            Call host = () -> {
                bound.launch(LARGEST);
                bound.read(output, y, OUTPUT_BYTES);
                bound.finish();
            };
            Call execute = plan::execute;
            double[] hostMicros = new double[ROUNDS];
            double[] executeMicros = new double[ROUNDS];
            for (int i = 0; i <= ROUNDS; i++) {
                double first = micros(host);
                double second = micros(execute);
                if (i > 0) { // the first round warms up
                    hostMicros[i - 1] = first;
                    executeMicros[i - 1] = second;
                }
            }
            print(tornado.info(), median(hostMicros), median(executeMicros));
        }
    }

    private static Device open(String runtime) {
        DeviceProvider provider = ServiceLoader.load(DeviceProvider.class).stream().map(ServiceLoader.Provider::get)
                .filter(it -> it.name().equals(runtime)).findFirst().orElseThrow();
        return provider.open(provider.devices().getFirst());
    }

    private static List<MethodCall.Argument> contents(Arena arena) {
        List<MethodCall.Argument> contents = new ArrayList<>();
        for (DeviceMethod.Parameter parameter : DeviceMethod.DEQUANTIZE.parameters()) {
            contents.add(parameter.name().equals("sizes")
                    ? MethodCall.Argument.of(Role.INPUT, arena.allocateFrom(Layouts.INT, PACKING.sizes(1)))
                    : MethodCall.Argument.of(parameter.role(), arena.allocate(OUTPUT_BYTES, Float.BYTES)));
        }
        return contents;
    }

    /** As in TornadoVM's own examples: inputs go to the device once, the output comes back each time. */
    private static TornadoExecutionPlan plan(JitDevice device, List<MethodCall.Argument> contents) throws Throwable {
        List<TornadoNativeArray> arrays = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            int elements = (int) (contents.get(i).bytes() / Float.BYTES);
            TornadoNativeArray array = DeviceMethod.DEQUANTIZE.parameters().get(i).isFloat()
                    ? new FloatArray(elements) : new IntArray(elements);
            MemorySegment.copy(contents.get(i).content(), 0, array.getSegment(), 0, contents.get(i).bytes());
            arrays.add(array);
        }
        TaskGraph graph = new TaskGraph("cost").transferToDevice(DataTransferMode.FIRST_EXECUTION, arrays.toArray());
        JitCode.of(DeviceMethod.DEQUANTIZE.call(contents, LARGEST)).addTo(graph, arrays);
        graph.transferToHost(DataTransferMode.EVERY_EXECUTION, arrays.getLast());
        return new TornadoExecutionPlan(graph.snapshot()).withDevice(device.handle()).withGridScheduler(
                new GridScheduler("cost." + JitCode.ID, new WorkerGrid2D((int) LARGEST[0], (int) LARGEST[1])));
    }

    private static double micros(Call call) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return (System.nanoTime() - start) / 1e3 / CALLS;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void print(DeviceInfo device, double host, double execute) {
        System.out.printf(Locale.ROOT, "%s: Nibble's OpenCL host %.1f us a call, TornadoVM's execute() %.1f us, ratio %.1f%n",
                device.name(), host, execute, execute / host);
    }
}
