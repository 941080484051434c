package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Even grids of up to 4 bits with a row of floats. A code is not moved to the bottom of its word: nibble n is masked where it
 * lies and converted, which gives q 2^4n exactly, and the input was multiplied with 2^-4n. That is three instructions for
 * a vector of weights (mask, convert, multiply-add).
 *
 * <p>The loops of this package's vector code look dull on purpose. The compiler keeps vectors in registers only as long as
 * all of a loop is inlined, so there is no helper that takes or returns a vector; it loads early, so a body must be small
 * or registers run out; and a short inner loop over a memory segment costs more than it does, so the loop over a panel is
 * one, with a flush at the end of each block. Two vectors of rows share each value of the input, or four of two panels where
 * that is no more than some 70 vector operations: of longer bodies the compiler leaves some to objects.
 */
final class NibbleGrid implements RowCode {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int BYTES = F.vectorByteSize();
    private static final int LANES = F.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    @Override
    public InputRow.Order order() {
        return InputRow.Order.NIBBLES;
    }

    @Override
    public void multiply(MemorySegment packed, long at, long next, PanelLayout layout, InputRow input, Scratch scratch) {
        multiply(packed, at, layout, input, scratch, 0);
        multiply(packed, next, layout, input, scratch, 1);
    }

    private static void multiply(MemorySegment packed, long at, PanelLayout layout, InputRow input, Scratch scratch, int which) {
        int scales = which * layout.blocking().groups() * layout.rows();
        multiply(packed, at, layout.words(), layout.blockWords(), layout.blocking().pieces(), input.first(), input.second(),
                scratch.scales, scales, scratch.results, which * layout.rows());
    }

    private static void multiply(MemorySegment packed, long at, int words, int blockWords, int pieces,
            float[] first, float[] second,
            float[] scales, int s, float[] results, int to) {
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
            a0 = ((FloatVector) w0.and(0xF).convert(VectorOperators.I2F, 0)).fma(x, a0);
            a1 = ((FloatVector) w1.and(0xF).convert(VectorOperators.I2F, 0)).fma(x, a1);
            x = FloatVector.broadcast(F, first[k + 1]);
            b0 = ((FloatVector) w0.and(0xF0).convert(VectorOperators.I2F, 0)).fma(x, b0);
            b1 = ((FloatVector) w1.and(0xF0).convert(VectorOperators.I2F, 0)).fma(x, b1);
            x = FloatVector.broadcast(F, first[k + 2]);
            a0 = ((FloatVector) w0.and(0xF00).convert(VectorOperators.I2F, 0)).fma(x, a0);
            a1 = ((FloatVector) w1.and(0xF00).convert(VectorOperators.I2F, 0)).fma(x, a1);
            x = FloatVector.broadcast(F, first[k + 3]);
            b0 = ((FloatVector) w0.and(0xF000).convert(VectorOperators.I2F, 0)).fma(x, b0);
            b1 = ((FloatVector) w1.and(0xF000).convert(VectorOperators.I2F, 0)).fma(x, b1);
            x = FloatVector.broadcast(F, second[k]);
            a0 = ((FloatVector) w0.and(0xF0000).convert(VectorOperators.I2F, 0)).fma(x, a0);
            a1 = ((FloatVector) w1.and(0xF0000).convert(VectorOperators.I2F, 0)).fma(x, a1);
            x = FloatVector.broadcast(F, second[k + 1]);
            b0 = ((FloatVector) w0.and(0xF00000).convert(VectorOperators.I2F, 0)).fma(x, b0);
            b1 = ((FloatVector) w1.and(0xF00000).convert(VectorOperators.I2F, 0)).fma(x, b1);
            x = FloatVector.broadcast(F, second[k + 2]);
            a0 = ((FloatVector) w0.and(0xF000000).convert(VectorOperators.I2F, 0)).fma(x, a0);
            a1 = ((FloatVector) w1.and(0xF000000).convert(VectorOperators.I2F, 0)).fma(x, a1);
            x = FloatVector.broadcast(F, second[k + 3]);
            b0 = ((FloatVector) w0.lanewise(VectorOperators.LSHR, 28).convert(VectorOperators.I2F, 0)).fma(x, b0);
            b1 = ((FloatVector) w1.lanewise(VectorOperators.LSHR, 28).convert(VectorOperators.I2F, 0)).fma(x, b1);
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
