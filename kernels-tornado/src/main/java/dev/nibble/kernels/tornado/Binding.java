package dev.nibble.kernels.tornado;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.program.BoundMethod;
import dev.nibble.api.device.program.MethodCall.Argument;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Collects the arguments of a method on the host, then binds them on a device. */
final class Binding implements AutoCloseable {
    private static final long ALIGNMENT = 64;

    private final DeviceMethod method;
    private final Packing packing;
    private final Argument[] arguments;
    /** Until bound only: the packed weight. */
    private final Arena packed = Arena.ofShared();
    /** As long as the prepared kernel: what calls need on the host. */
    private final Arena lasting = Arena.ofShared();

    Binding(DeviceMethod method, Packing packing) {
        this.method = method;
        this.packing = packing;
        this.arguments = new Argument[method.parameters().size()];
        set("sizes", packed.allocateFrom(Layouts.INT, packing.sizes(0)));
    }

    Packing packing() {
        return packing;
    }

    int index(String parameter) {
        return method.index(parameter);
    }

    /** Packs codes, scales and zeros. */
    void weight(QuantizedTensor weight, float origin) {
        MemorySegment codes = packed.allocate(packing.codeWords() * Integer.BYTES, ALIGNMENT);
        MemorySegment scales = packed.allocate(packing.parameters() * Float.BYTES, ALIGNMENT);
        MemorySegment zeros = packed.allocate(packing.parameters() * Float.BYTES, ALIGNMENT);
        packing.writeCodes(weight, codes);
        packing.writeParameters(weight, origin, scales, zeros);
        set("codes", codes);
        set("scales", scales);
        set("zeros", zeros);
    }

    void levels(float[] table) {
        set("levels", packed.allocateFrom(Layouts.FLOAT, table));
    }

    void output(long elements) {
        room("y", elements * Float.BYTES);
    }

    /** Memory on the host that lasts as long as the prepared kernel, all zeros, for an argument of the same size. */
    MemorySegment staged(String parameter, long bytes) {
        MemorySegment memory = lasting.allocate(bytes, ALIGNMENT);
        set(parameter, memory);
        return memory;
    }

    private void set(String parameter, MemorySegment content) {
        int index = method.index(parameter);
        arguments[index] = Argument.of(method.parameters().get(index).role(), content);
    }

    /** Memory on the device alone. */
    void room(String parameter, long bytes) {
        int index = method.index(parameter);
        arguments[index] = Argument.room(method.parameters().get(index).role(), bytes);
    }

    /**
     * Binds all arguments on a device.
     *
     * @param m the most rows of input
     * @param outputRowBytes bytes that each row of input adds to the output
     */
    PreparedMethod prepare(Device device, PreparedMethod.Input input, long m, long outputRowBytes) {
        long[] largest = new long[method.dimensions()];
        method.global(packing, Math.ceilDiv(m, method.inputsAtATime()), largest);
        BoundMethod bound = MethodRuntime.of(device).bind(method, Arrays.asList(arguments), largest);
        packed.close();
        return new PreparedMethod(method, packing, bound, lasting, input, outputRowBytes);
    }

    /** Releases all; only where nothing was prepared. */
    @Override
    public void close() {
        if (packed.scope().isAlive()) {
            packed.close();
        }
        lasting.close();
    }
}
