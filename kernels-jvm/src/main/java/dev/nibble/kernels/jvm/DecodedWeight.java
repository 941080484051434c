package dev.nibble.kernels.jvm;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What the reference kernels hold: the weight decoded to float32, since decoding needs memory and a kernel's {@code run}
 * may take none. Outside the heap; each row can be read into an array.
 */
final class DecodedWeight implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment values;
    private final Shape shape;

    DecodedWeight(QuantizedTensor weight) {
        this.shape = weight.shape();
        try {
            this.values = arena.allocate(Math.multiplyExact(shape.elements(), (long) Float.BYTES), Float.BYTES);
            float[] row = new float[cols()];
            for (long r = 0; r < rows(); r++) {
                weight.format().decodeRow(weight, r, row);
                MemorySegment.copy(row, 0, values, Layouts.FLOAT, offset(r), row.length);
            }
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    long rows() {
        return shape.rows();
    }

    int cols() {
        return shape.rowLength();
    }

    long bytes() {
        return values.byteSize();
    }

    void readRow(long row, float[] into) {
        MemorySegment.copy(values, Layouts.FLOAT, offset(row), into, 0, cols());
    }

    /** Copies rows {@code from} to {@code from + count} to a place in {@code into}. */
    void copyRows(long from, long count, MemorySegment into, long offset) {
        MemorySegment.copy(values, offset(from), into, offset, offset(count));
    }

    private long offset(long row) {
        return row * cols() * Float.BYTES;
    }

    @Override
    public void close() {
        arena.close();
    }
}
