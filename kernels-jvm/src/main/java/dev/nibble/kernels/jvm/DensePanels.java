package dev.nibble.kernels.jvm;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Activation;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Panels of float32 weights: column 0 of each row, column 1 of each row, and so on. */
final class DensePanels implements Panels {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int BYTES = F.vectorByteSize();
    private static final int LANES = F.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /** Columns are padded to a multiple of it. */
    private static final int STEP = 8;

    private final Blocking blocking;

    /** For weights with that many columns. */
    static DensePanels of(int columns) {
        return new DensePanels(Blocking.of(columns, columns, STEP));
    }

    private DensePanels(Blocking blocking) {
        this.blocking = blocking;
    }

    /** Writes all panels of a tensor with the component {@code values}; {@code into} is zero-filled. */
    void write(QuantizedTensor weight, MemorySegment into) {
        Tensor values = weight.component("values");
        float[] row = new float[blocking.columns()];
        for (long r = 0; r < weight.shape().rows(); r++) {
            values.readRow(r, row);
            long at = r / rows() * panelBytes() + r % rows() * Float.BYTES;
            for (int c = 0; c < row.length; c++) {
                into.set(Layouts.FLOAT, at + (long) c * rows() * Float.BYTES, row[c]);
            }
        }
    }

    @Override
    public String kind() {
        return "dense";
    }

    @Override
    public Panels on(int columns) {
        return of(columns);
    }

    @Override
    public Blocking blocking() {
        return blocking;
    }

    @Override
    public int rows() {
        return TileProduct.rows();
    }

    @Override
    public long panelBytes() {
        return (long) blocking.packedColumns() * rows() * Float.BYTES;
    }

    @Override
    public InputRow newRow(Activation activation) {
        return InputRow.plain(blocking, activation);
    }

    @Override
    public void one(MemorySegment packed, long at, long next, InputRow row, Scratch scratch) {
        multiply(packed, at, next, blocking.packedColumns(), row.first(), scratch.results);
    }

    private static void multiply(MemorySegment packed, long at, long next, int columns, float[] x, float[] results) {
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector b2 = a0;
        FloatVector b3 = a0;
        for (int i = 0; i < columns; i += 2) {
            long o = (long) i * (2 * BYTES);
            FloatVector v = FloatVector.broadcast(F, x[i]);
            a0 = FloatVector.fromMemorySegment(F, packed, at + o, ORDER).fma(v, a0);
            a1 = FloatVector.fromMemorySegment(F, packed, at + o + BYTES, ORDER).fma(v, a1);
            a2 = FloatVector.fromMemorySegment(F, packed, next + o, ORDER).fma(v, a2);
            a3 = FloatVector.fromMemorySegment(F, packed, next + o + BYTES, ORDER).fma(v, a3);
            v = FloatVector.broadcast(F, x[i + 1]);
            b0 = FloatVector.fromMemorySegment(F, packed, at + o + 2 * BYTES, ORDER).fma(v, b0);
            b1 = FloatVector.fromMemorySegment(F, packed, at + o + 3 * BYTES, ORDER).fma(v, b1);
            b2 = FloatVector.fromMemorySegment(F, packed, next + o + 2 * BYTES, ORDER).fma(v, b2);
            b3 = FloatVector.fromMemorySegment(F, packed, next + o + 3 * BYTES, ORDER).fma(v, b3);
        }
        a0.add(b0).intoArray(results, 0);
        a1.add(b1).intoArray(results, LANES);
        a2.add(b2).intoArray(results, 2 * LANES);
        a3.add(b3).intoArray(results, 3 * LANES);
    }

    @Override
    public void open(MemorySegment packed, long at, Scratch scratch) {
        // Float weights have no parameters.
    }

    @Override
    public void decode(MemorySegment packed, long at, int firstBlock, int blocks, Scratch scratch) {
        int size = blocking.length() * rows();
        MemorySegment.copy(packed, Layouts.FLOAT, at + (long) firstBlock * size * Float.BYTES, scratch.tile, 0, blocks * size);
    }
}
