package dev.nibble.kernels.tornado;

import java.lang.foreign.MemorySegment;

/** Rows of floats, copied as they are, or spread so that each group begins with a word of its own. */
final class FloatInput {
    private FloatInput() {}

    /** @param rows of input that the method reads at most */
    static PreparedMethod.Input bind(Binding binding, long rows) {
        Packing packing = binding.packing();
        int x = binding.index("x");
        long rowBytes = packing.paddedColumns() * Float.BYTES;
        if (packing.isDense()) {
            binding.room("x", rows * rowBytes);
            return (m, input, bound) -> bound.write(x, input, m * rowBytes);
        }
        MemorySegment staged = binding.staged("x", rows * rowBytes);
        long given = packing.columns() * Float.BYTES;
        return (m, input, bound) -> {
            for (long i = 0; i < m; i++) {
                packing.spread(input, i * given, staged, i * rowBytes);
            }
            bound.write(x, staged, m * rowBytes);
        };
    }
}
