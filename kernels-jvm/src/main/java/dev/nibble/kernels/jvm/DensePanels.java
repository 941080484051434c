package dev.nibble.kernels.jvm;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * Packs float32 weights for {@link DenseTiles}: for each panel of {@code lanes} rows, column 0 of each row, column 1 of each
 * row, and so on, up to the blocking's padded columns.
 */
final class DensePanels {
    private DensePanels() {}

    /** Bytes of a panel. */
    static long panelBytes(Blocking blocking, int lanes) {
        return (long) blocking.packedColumns() * lanes * Float.BYTES;
    }

    /** Writes all panels of a tensor with the component {@code values}; {@code into} is zero-filled. */
    static void write(QuantizedTensor weight, Blocking blocking, int lanes, MemorySegment into) {
        Tensor values = weight.component("values");
        float[] row = new float[blocking.columns()];
        for (long r = 0; r < weight.shape().rows(); r++) {
            values.readRow(r, row);
            long at = r / lanes * panelBytes(blocking, lanes) + r % lanes * Float.BYTES;
            for (int c = 0; c < row.length; c++) {
                into.set(Layouts.FLOAT, at + (long) c * lanes * Float.BYTES, row[c]);
            }
        }
    }
}
