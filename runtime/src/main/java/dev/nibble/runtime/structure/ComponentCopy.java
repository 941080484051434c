package dev.nibble.runtime.structure;

import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** Copies a run of rows or columns between the matrix views of two components of one type. */
final class ComponentCopy {
    private ComponentCopy() {}

    /**
     * Copies {@code count} rows (dim 0) or columns (dim 1), all of the other dimension with them.
     *
     * @param to zero where it is written to
     */
    static void copy(Tensor from, long fromStart, Tensor to, long toStart, int dim, long count) {
        if (dim == 0) {
            long rowBytes = from.type().rowBytes(from.shape().cols());
            MemorySegment.copy(from.data(), fromStart * rowBytes, to.data(), toStart * rowBytes, count * rowBytes);
            return;
        }
        int bits = from.type().bits();
        for (long row = 0; row < from.shape().rows(); row++) {
            BitCopy.copy(from.row(row), fromStart * bits, to.row(row), toStart * bits, count * bits);
        }
    }

    static long extent(Tensor tensor, int dim) {
        return dim == 0 ? tensor.shape().rows() : tensor.shape().cols();
    }
}
