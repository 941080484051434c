package dev.nibble.kernels.tornado;

import dev.nibble.api.device.program.BoundMethod;
import dev.nibble.api.kernel.DeviceTimes;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.kernels.tornado.code.Sizes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A method bound to a packed weight: each call writes the input, launches and reads the output. */
final class PreparedMethod implements PreparedKernel {
    /** Brings the dense operand of a call to the device. */
    interface Input {
        /** Writes the arguments that hold {@code m} rows of input. */
        void write(long m, MemorySegment input, BoundMethod bound);
    }

    private final DeviceMethod method;
    private final Packing packing;
    private final BoundMethod bound;
    private final Arena arena;
    private final Input input;
    private final long outputRowBytes;
    private final MemorySegment sizes;
    private final long[] global;
    private final int output;
    private long lastM;

    /**
     * @param arena of what the input needs on the host; closed with this
     * @param outputRowBytes bytes that each row of input adds to the output
     */
    PreparedMethod(DeviceMethod method, Packing packing, BoundMethod bound, Arena arena, Input input, long outputRowBytes) {
        this.method = method;
        this.packing = packing;
        this.bound = bound;
        this.arena = arena;
        this.input = input;
        this.outputRowBytes = outputRowBytes;
        this.sizes = arena.allocateFrom(Layouts.INT, packing.sizes(0));
        this.global = new long[method.dimensions()];
        this.output = method.index("y");
    }

    @Override
    public long packedBytes() {
        return packing.codeWords() * Integer.BYTES + 2 * packing.parameters() * Float.BYTES;
    }

    @Override
    public void run(long m, MemorySegment x, MemorySegment y, MemorySegment workspace) {
        try {
            if (m != lastM) {
                resize(m);
            }
            input.write(m, x, bound);
            bound.launch(global);
            bound.read(output, y, m * outputRowBytes);
            bound.finish();
        } catch (RuntimeException e) {
            drain(e);
            throw e;
        }
    }

    /** What was queued before a failure still uses the caller's memory. */
    private void drain(RuntimeException cause) {
        lastM = 0;
        try {
            bound.finish();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void resize(long m) {
        lastM = 0;
        int inputs = (int) Math.ceilDiv(m, method.inputsAtATime());
        sizes.set(Layouts.INT, (long) Sizes.INPUTS * Integer.BYTES, inputs);
        bound.write(method.index("sizes"), sizes, sizes.byteSize());
        method.global(packing, inputs, global);
        lastM = m;
    }

    @Override
    public Optional<DeviceTimes> lastTimes() {
        return bound.times();
    }

    @Override
    public void close() {
        try {
            bound.close();
        } finally {
            arena.close();
        }
    }
}
