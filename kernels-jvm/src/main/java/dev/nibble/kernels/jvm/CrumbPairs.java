package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Even grids of up to 2 bits with a row of int8 codes: as {@link NibblePairs}, with eight codes in a lane of 16 bits. With
 * W = q0 + 4 q1 + ... and S_j = W shifted right by 2j, {@code sum q_j x_j = sum S_j (x_j - 4 x_(j-1))}. As
 * {@code |sum q x| <= 32 * 3 * 127 = 12192} in a block of 64 columns, codes are taken as they are.
 */
final class CrumbPairs implements RowCode {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Short> S = ShortVector.SPECIES_PREFERRED;
    private static final int BYTES = F.vectorByteSize();
    private static final int LANES = F.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private final int zero;

    /** @param zero the code that counts as zero */
    CrumbPairs(int zero) {
        this.zero = zero;
    }

    @Override
    public InputRow.Order order() {
        return InputRow.Order.CRUMB_PAIRS;
    }

    @Override
    public int zero() {
        return zero;
    }

    @Override
    public void multiply(MemorySegment packed, long at, long next, PanelLayout layout, InputRow input, Scratch scratch) {
        multiply(packed, at, layout, input, scratch, 0);
        multiply(packed, next, layout, input, scratch, 1);
    }

    private static void multiply(MemorySegment packed, long at, PanelLayout layout, InputRow input, Scratch scratch, int which) {
        int scales = which * layout.blocking().groups() * layout.rows();
        multiply(packed, at, layout.words(), layout.blockWords(), layout.blocking().pieces(), input.first(), input.lifts(),
                scratch.scales, scales, scratch.results, which * layout.rows());
    }

    private static void multiply(MemorySegment packed, long at, int words, int blockWords, int pieces, float[] pairs,
            int[] lifts, float[] scales, int s, float[] results, int to) {
        FloatVector t0 = FloatVector.fromArray(F, results, to);
        FloatVector t1 = FloatVector.fromArray(F, results, to + LANES);
        ShortVector two = ShortVector.broadcast(S, 2);
        ShortVector four = ShortVector.broadcast(S, 4);
        ShortVector six = ShortVector.broadcast(S, 6);
        ShortVector eight = ShortVector.broadcast(S, 8);
        ShortVector ten = ShortVector.broadcast(S, 10);
        ShortVector twelve = ShortVector.broadcast(S, 12);
        ShortVector fourteen = ShortVector.broadcast(S, 14);
        ShortVector a0 = ShortVector.zero(S);
        ShortVector a1 = a0;
        int left = blockWords;
        int block = 0;
        int piece = pieces;
        for (int i = 0; i < words; i++) {
            long o = at + (long) i * (2 * BYTES);
            ShortVector w0 = IntVector.fromMemorySegment(I, packed, o, ORDER).reinterpretAsShorts();
            ShortVector w1 = IntVector.fromMemorySegment(I, packed, o + BYTES, ORDER).reinterpretAsShorts();
            int k = i * 8;
            ShortVector x = FloatVector.broadcast(F, pairs[k]).reinterpretAsShorts();
            a0 = w0.mul(x).add(a0);
            a1 = w1.mul(x).add(a1);
            x = FloatVector.broadcast(F, pairs[k + 1]).reinterpretAsShorts();
            a0 = w0.lanewise(VectorOperators.LSHR, two).mul(x).add(a0);
            a1 = w1.lanewise(VectorOperators.LSHR, two).mul(x).add(a1);
            x = FloatVector.broadcast(F, pairs[k + 2]).reinterpretAsShorts();
            a0 = w0.lanewise(VectorOperators.LSHR, four).mul(x).add(a0);
            a1 = w1.lanewise(VectorOperators.LSHR, four).mul(x).add(a1);
            x = FloatVector.broadcast(F, pairs[k + 3]).reinterpretAsShorts();
            a0 = w0.lanewise(VectorOperators.LSHR, six).mul(x).add(a0);
            a1 = w1.lanewise(VectorOperators.LSHR, six).mul(x).add(a1);
            x = FloatVector.broadcast(F, pairs[k + 4]).reinterpretAsShorts();
            a0 = w0.lanewise(VectorOperators.LSHR, eight).mul(x).add(a0);
            a1 = w1.lanewise(VectorOperators.LSHR, eight).mul(x).add(a1);
            x = FloatVector.broadcast(F, pairs[k + 5]).reinterpretAsShorts();
            a0 = w0.lanewise(VectorOperators.LSHR, ten).mul(x).add(a0);
            a1 = w1.lanewise(VectorOperators.LSHR, ten).mul(x).add(a1);
            x = FloatVector.broadcast(F, pairs[k + 6]).reinterpretAsShorts();
            a0 = w0.lanewise(VectorOperators.LSHR, twelve).mul(x).add(a0);
            a1 = w1.lanewise(VectorOperators.LSHR, twelve).mul(x).add(a1);
            x = FloatVector.broadcast(F, pairs[k + 7]).reinterpretAsShorts();
            a0 = w0.lanewise(VectorOperators.LSHR, fourteen).mul(x).add(a0);
            a1 = w1.lanewise(VectorOperators.LSHR, fourteen).mul(x).add(a1);
            if (--left == 0) {
                IntVector lift = IntVector.broadcast(I, lifts[block++]);
                IntVector c = a0.reinterpretAsInts();
                IntVector sum = c.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                        .add(c.lanewise(VectorOperators.ASHR, 16)).add(lift);
                t0 = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(FloatVector.fromArray(F, scales, s), t0);
                c = a1.reinterpretAsInts();
                sum = c.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                        .add(c.lanewise(VectorOperators.ASHR, 16)).add(lift);
                t1 = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(FloatVector.fromArray(F, scales, s + LANES), t1);
                a0 = ShortVector.zero(S);
                a1 = a0;
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
