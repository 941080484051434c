package dev.nibble.kernels.tornado;

import dev.nibble.api.device.program.BoundMethod;
import dev.nibble.api.op.Int8Activation;
import dev.nibble.api.tensor.Layouts;
import java.lang.foreign.MemorySegment;

/**
 * Rows of input as int8 codes, made on the host: devices need not round or divide as Java does, and codes have to be exact.
 * With them go the sum of each group's codes and the scale of each row.
 */
final class IntegerInput implements PreparedMethod.Input {
    private final Int8Activation activation;
    private final Packing packing;
    private final int q;
    private final int sums;
    private final int steps;
    private final MemorySegment stagedCodes;
    private final MemorySegment stagedSums;
    private final MemorySegment stagedSteps;
    private final float[] row;
    private final int[] codes;

    private IntegerInput(Binding binding, Int8Activation activation, long rows) {
        this.activation = activation;
        packing = binding.packing();
        q = binding.index("q");
        sums = binding.index("sums");
        steps = binding.index("steps");
        stagedCodes = binding.staged("q", rows * packing.paddedColumns() * Integer.BYTES);
        stagedSums = binding.staged("sums", rows * packing.groups() * Float.BYTES);
        stagedSteps = binding.staged("steps", rows * Float.BYTES);
        row = new float[Math.toIntExact(packing.columns())];
        codes = new int[row.length];
    }

    /** @param rows of input that the method reads at most */
    static PreparedMethod.Input bind(Binding binding, Int8Activation activation, long rows) {
        return new IntegerInput(binding, activation, rows);
    }

    @Override
    public void write(long m, MemorySegment input, BoundMethod bound) {
        for (long i = 0; i < m; i++) {
            MemorySegment.copy(input, Layouts.FLOAT, i * row.length * Float.BYTES, row, 0, row.length);
            stagedSteps.set(Layouts.FLOAT, i * Float.BYTES, activation.quantize(row, row.length, codes));
            stage(i);
        }
        bound.write(q, stagedCodes, m * packing.paddedColumns() * Integer.BYTES);
        bound.write(sums, stagedSums, m * packing.groups() * Float.BYTES);
        bound.write(steps, stagedSteps, m * Float.BYTES);
    }

    private void stage(long index) {
        long padded = packing.words() * packing.perWord();
        long to = index * packing.paddedColumns();
        int run = (int) packing.groupColumns();
        int g = 0;
        for (int from = 0; from < codes.length; from += run, g++) {
            int end = Math.min(codes.length, from + run);
            int sum = 0;
            for (int c = from; c < end; c++) {
                stagedCodes.set(Layouts.INT, (to + g * padded + c - from) * Integer.BYTES, codes[c]);
                sum += codes[c];
            }
            stagedSums.set(Layouts.FLOAT, (index * packing.groups() + g) * Float.BYTES, sum);
        }
    }
}
