package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Any levels for codes of up to 2 bits, for vectors that hold a whole table: the two codes of a nibble are looked up together,
 * in the table that {@link PairSums} made of their two columns. That is three instructions (shift, permutation, addition)
 * for two vectors of weights, where {@link NibbleTable} needs six.
 */
final class PairTable implements RowCode {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int BYTES = F.vectorByteSize();
    private static final int LANES = F.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private final float[] levels;

    /** @param levels of the four codes */
    PairTable(float[] levels) {
        this.levels = levels;
    }

    @Override
    public InputRow.Order order() {
        return InputRow.Order.TABLES;
    }

    @Override
    public float[] levels() {
        return levels;
    }

    @Override
    public void multiply(MemorySegment packed, long at, long next, PanelLayout layout, InputRow input, Scratch scratch) {
        multiply(packed, at, layout, input, scratch, 0);
        multiply(packed, next, layout, input, scratch, 1);
    }

    private static void multiply(MemorySegment packed, long at, PanelLayout layout, InputRow input, Scratch scratch, int which) {
        int scales = which * layout.blocking().groups() * layout.rows();
        multiply(packed, at, layout.words(), layout.blockWords(), layout.blocking().pieces(), input.first(),
                scratch.scales, scales, scratch.results, which * layout.rows());
    }

    private static void multiply(MemorySegment packed, long at, int words, int blockWords, int pieces,
            float[] tables, float[] scales, int s, float[] results, int to) {
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
            int k = i * 8 * LANES;
            IntVector t = FloatVector.fromArray(F, tables, k).reinterpretAsInts();
            a0 = w0.selectFrom(t).reinterpretAsFloats().add(a0);
            a1 = w1.selectFrom(t).reinterpretAsFloats().add(a1);
            t = FloatVector.fromArray(F, tables, k + LANES).reinterpretAsInts();
            b0 = w0.lanewise(VectorOperators.LSHR, 4).selectFrom(t).reinterpretAsFloats().add(b0);
            b1 = w1.lanewise(VectorOperators.LSHR, 4).selectFrom(t).reinterpretAsFloats().add(b1);
            t = FloatVector.fromArray(F, tables, k + 2 * LANES).reinterpretAsInts();
            a0 = w0.lanewise(VectorOperators.LSHR, 8).selectFrom(t).reinterpretAsFloats().add(a0);
            a1 = w1.lanewise(VectorOperators.LSHR, 8).selectFrom(t).reinterpretAsFloats().add(a1);
            t = FloatVector.fromArray(F, tables, k + 3 * LANES).reinterpretAsInts();
            b0 = w0.lanewise(VectorOperators.LSHR, 12).selectFrom(t).reinterpretAsFloats().add(b0);
            b1 = w1.lanewise(VectorOperators.LSHR, 12).selectFrom(t).reinterpretAsFloats().add(b1);
            t = FloatVector.fromArray(F, tables, k + 4 * LANES).reinterpretAsInts();
            a0 = w0.lanewise(VectorOperators.LSHR, 16).selectFrom(t).reinterpretAsFloats().add(a0);
            a1 = w1.lanewise(VectorOperators.LSHR, 16).selectFrom(t).reinterpretAsFloats().add(a1);
            t = FloatVector.fromArray(F, tables, k + 5 * LANES).reinterpretAsInts();
            b0 = w0.lanewise(VectorOperators.LSHR, 20).selectFrom(t).reinterpretAsFloats().add(b0);
            b1 = w1.lanewise(VectorOperators.LSHR, 20).selectFrom(t).reinterpretAsFloats().add(b1);
            t = FloatVector.fromArray(F, tables, k + 6 * LANES).reinterpretAsInts();
            a0 = w0.lanewise(VectorOperators.LSHR, 24).selectFrom(t).reinterpretAsFloats().add(a0);
            a1 = w1.lanewise(VectorOperators.LSHR, 24).selectFrom(t).reinterpretAsFloats().add(a1);
            t = FloatVector.fromArray(F, tables, k + 7 * LANES).reinterpretAsInts();
            b0 = w0.lanewise(VectorOperators.LSHR, 28).selectFrom(t).reinterpretAsFloats().add(b0);
            b1 = w1.lanewise(VectorOperators.LSHR, 28).selectFrom(t).reinterpretAsFloats().add(b1);
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
