package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tables of up to 16 levels with a row of floats, for vectors that hold a whole table: a code is looked up by a permutation,
 * which regards the lowest four bits of a lane. See {@link NibbleGrid} for the shape of the loop.
 */
final class NibbleTable implements RowCode {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int BYTES = F.vectorByteSize();
    private static final int LANES = F.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private final float[] table;

    /** @param table 16 values */
    NibbleTable(float[] table) {
        this.table = table;
    }

    /** Whether a table fits into a vector of this machine. */
    static boolean fits() {
        return LANES == 16;
    }

    @Override
    public InputRow.Order order() {
        return InputRow.Order.HALVES;
    }

    @Override
    public float[] levels() {
        return table;
    }

    @Override
    public void multiply(MemorySegment packed, long at, long next, PanelLayout layout, InputRow input, Scratch scratch) {
        multiply(packed, at, layout, input, scratch, 0);
        multiply(packed, next, layout, input, scratch, 1);
    }

    private void multiply(MemorySegment packed, long at, PanelLayout layout, InputRow input, Scratch scratch, int which) {
        int scales = which * layout.blocking().groups() * layout.rows();
        multiply(packed, at, layout.words(), layout.blockWords(), layout.blocking().pieces(), table, input.first(),
                input.second(), scratch.scales, scales, scratch.results, which * layout.rows());
    }

    private static void multiply(MemorySegment packed, long at, int words, int blockWords, int pieces,
            float[] table, float[] first, float[] second,
            float[] scales, int s, float[] results, int to) {
        IntVector t = FloatVector.fromArray(F, table, 0).reinterpretAsInts();
        FloatVector t0 = FloatVector.fromArray(F, results, to);
        FloatVector t1 = FloatVector.fromArray(F, results, to + LANES);
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        int left = blockWords;
        int piece = pieces;
        for (int i = 0; i < words; i++) {
            long o = at + (long) i * (2 * BYTES);
            IntVector w0 = IntVector.fromMemorySegment(I, packed, o, ORDER);
            IntVector w1 = IntVector.fromMemorySegment(I, packed, o + BYTES, ORDER);
            int k = i * 4;
            FloatVector x = FloatVector.broadcast(F, first[k]);
            a0 = w0.selectFrom(t).reinterpretAsFloats().fma(x, a0);
            a1 = w1.selectFrom(t).reinterpretAsFloats().fma(x, a1);
            x = FloatVector.broadcast(F, first[k + 1]);
            b0 = w0.lanewise(VectorOperators.LSHR, 4).selectFrom(t).reinterpretAsFloats().fma(x, b0);
            b1 = w1.lanewise(VectorOperators.LSHR, 4).selectFrom(t).reinterpretAsFloats().fma(x, b1);
            x = FloatVector.broadcast(F, first[k + 2]);
            a0 = w0.lanewise(VectorOperators.LSHR, 8).selectFrom(t).reinterpretAsFloats().fma(x, a0);
            a1 = w1.lanewise(VectorOperators.LSHR, 8).selectFrom(t).reinterpretAsFloats().fma(x, a1);
            x = FloatVector.broadcast(F, first[k + 3]);
            b0 = w0.lanewise(VectorOperators.LSHR, 12).selectFrom(t).reinterpretAsFloats().fma(x, b0);
            b1 = w1.lanewise(VectorOperators.LSHR, 12).selectFrom(t).reinterpretAsFloats().fma(x, b1);
            x = FloatVector.broadcast(F, second[k]);
            a0 = w0.lanewise(VectorOperators.LSHR, 16).selectFrom(t).reinterpretAsFloats().fma(x, a0);
            a1 = w1.lanewise(VectorOperators.LSHR, 16).selectFrom(t).reinterpretAsFloats().fma(x, a1);
            x = FloatVector.broadcast(F, second[k + 1]);
            b0 = w0.lanewise(VectorOperators.LSHR, 20).selectFrom(t).reinterpretAsFloats().fma(x, b0);
            b1 = w1.lanewise(VectorOperators.LSHR, 20).selectFrom(t).reinterpretAsFloats().fma(x, b1);
            x = FloatVector.broadcast(F, second[k + 2]);
            a0 = w0.lanewise(VectorOperators.LSHR, 24).selectFrom(t).reinterpretAsFloats().fma(x, a0);
            a1 = w1.lanewise(VectorOperators.LSHR, 24).selectFrom(t).reinterpretAsFloats().fma(x, a1);
            x = FloatVector.broadcast(F, second[k + 3]);
            b0 = w0.lanewise(VectorOperators.LSHR, 28).selectFrom(t).reinterpretAsFloats().fma(x, b0);
            b1 = w1.lanewise(VectorOperators.LSHR, 28).selectFrom(t).reinterpretAsFloats().fma(x, b1);
            if (--left == 0) {
                t0 = a0.add(b0).fma(FloatVector.fromArray(F, scales, s), t0);
                t1 = a1.add(b1).fma(FloatVector.fromArray(F, scales, s + LANES), t1);
                a0 = FloatVector.zero(F);
                a1 = a0;
                b0 = a0;
                b1 = a0;
                left = blockWords;
                if (--piece == 0) {
                    piece = pieces;
                    s += 2 * LANES;
                }
            }
        }
        t0.intoArray(results, to);
        t1.intoArray(results, to + LANES);
    }
}
