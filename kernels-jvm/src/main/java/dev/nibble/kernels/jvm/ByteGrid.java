package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Even grids of 5 to 8 bits with a row of floats: as {@link NibbleGrid}, with the bytes of a word in place of nibbles. */
final class ByteGrid implements RowCode {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int BYTES = F.vectorByteSize();
    private static final int LANES = F.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    @Override
    public InputRow.Order order() {
        return InputRow.Order.BYTES;
    }

    @Override
    public void multiply(MemorySegment packed, long at, long next, PanelLayout layout, InputRow input, Scratch scratch) {
        multiply(packed, at, next, layout.words(), layout.blockWords(), layout.blocking().pieces(), input.first(), scratch.scales,
                layout.blocking().groups() * layout.rows(), scratch.results);
    }

    private static void multiply(MemorySegment packed, long at, long next, int words, int blockWords, int pieces, float[] x,
            float[] scales, int nextScales, float[] results) {
        FloatVector t0 = FloatVector.fromArray(F, results, 0);
        FloatVector t1 = FloatVector.fromArray(F, results, LANES);
        FloatVector t2 = FloatVector.fromArray(F, results, 2 * LANES);
        FloatVector t3 = FloatVector.fromArray(F, results, 3 * LANES);
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector b2 = a0;
        FloatVector b3 = a0;
        int left = blockWords;
        int piece = pieces;
        int s = 0;
        for (int i = 0; i < words; i++) {
            long o = (long) i * (2 * BYTES);
            IntVector w0 = IntVector.fromMemorySegment(I, packed, at + o, ORDER);
            IntVector w1 = IntVector.fromMemorySegment(I, packed, at + o + BYTES, ORDER);
            IntVector w2 = IntVector.fromMemorySegment(I, packed, next + o, ORDER);
            IntVector w3 = IntVector.fromMemorySegment(I, packed, next + o + BYTES, ORDER);
            int k = i * 4;
            FloatVector v = FloatVector.broadcast(F, x[k]);
            a0 = ((FloatVector) w0.and(0xFF).convert(VectorOperators.I2F, 0)).fma(v, a0);
            a1 = ((FloatVector) w1.and(0xFF).convert(VectorOperators.I2F, 0)).fma(v, a1);
            a2 = ((FloatVector) w2.and(0xFF).convert(VectorOperators.I2F, 0)).fma(v, a2);
            a3 = ((FloatVector) w3.and(0xFF).convert(VectorOperators.I2F, 0)).fma(v, a3);
            v = FloatVector.broadcast(F, x[k + 1]);
            b0 = ((FloatVector) w0.and(0xFF00).convert(VectorOperators.I2F, 0)).fma(v, b0);
            b1 = ((FloatVector) w1.and(0xFF00).convert(VectorOperators.I2F, 0)).fma(v, b1);
            b2 = ((FloatVector) w2.and(0xFF00).convert(VectorOperators.I2F, 0)).fma(v, b2);
            b3 = ((FloatVector) w3.and(0xFF00).convert(VectorOperators.I2F, 0)).fma(v, b3);
            v = FloatVector.broadcast(F, x[k + 2]);
            a0 = ((FloatVector) w0.and(0xFF0000).convert(VectorOperators.I2F, 0)).fma(v, a0);
            a1 = ((FloatVector) w1.and(0xFF0000).convert(VectorOperators.I2F, 0)).fma(v, a1);
            a2 = ((FloatVector) w2.and(0xFF0000).convert(VectorOperators.I2F, 0)).fma(v, a2);
            a3 = ((FloatVector) w3.and(0xFF0000).convert(VectorOperators.I2F, 0)).fma(v, a3);
            v = FloatVector.broadcast(F, x[k + 3]);
            b0 = ((FloatVector) w0.lanewise(VectorOperators.LSHR, 24).convert(VectorOperators.I2F, 0)).fma(v, b0);
            b1 = ((FloatVector) w1.lanewise(VectorOperators.LSHR, 24).convert(VectorOperators.I2F, 0)).fma(v, b1);
            b2 = ((FloatVector) w2.lanewise(VectorOperators.LSHR, 24).convert(VectorOperators.I2F, 0)).fma(v, b2);
            b3 = ((FloatVector) w3.lanewise(VectorOperators.LSHR, 24).convert(VectorOperators.I2F, 0)).fma(v, b3);
            if (--left == 0) {
                t0 = a0.add(b0).fma(FloatVector.fromArray(F, scales, s), t0);
                t1 = a1.add(b1).fma(FloatVector.fromArray(F, scales, s + LANES), t1);
                t2 = a2.add(b2).fma(FloatVector.fromArray(F, scales, nextScales + s), t2);
                t3 = a3.add(b3).fma(FloatVector.fromArray(F, scales, nextScales + s + LANES), t3);
                a0 = FloatVector.zero(F);
                a1 = a0;
                a2 = a0;
                a3 = a0;
                b0 = a0;
                b1 = a0;
                b2 = a0;
                b3 = a0;
                left = blockWords;
                if (--piece == 0) {
                    piece = pieces;
                    s += 2 * LANES;
                }
            }
        }
        t0.intoArray(results, 0);
        t1.intoArray(results, LANES);
        t2.intoArray(results, 2 * LANES);
        t3.intoArray(results, 3 * LANES);
    }
}
