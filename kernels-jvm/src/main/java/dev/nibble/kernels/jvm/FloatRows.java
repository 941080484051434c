package dev.nibble.kernels.jvm;

import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Rows that are float32 already. */
final class FloatRows implements RowSource {
    private final MemorySegment values;
    private final long rows;
    private final int columns;

    FloatRows(Tensor weight, Arena arena) {
        this.rows = weight.shape().rows();
        this.columns = weight.shape().rowLength();
        this.values = arena.allocate(weight.byteSize(), Tensor.ALIGNMENT).copyFrom(weight.data());
    }

    @Override
    public String kind() {
        return "float32";
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public int pieces() {
        return columns;
    }

    @Override
    public long bytes() {
        return values.byteSize();
    }

    @Override
    public void decode(long row, int from, int to, MemorySegment into, long at, int part) {
        long start = (row * columns + from) * Float.BYTES;
        MemorySegment.copy(values, start, into, at + (long) from * Float.BYTES, (long) (to - from) * Float.BYTES);
    }
}
