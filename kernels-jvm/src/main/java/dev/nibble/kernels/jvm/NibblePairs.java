package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Even grids of up to 4 bits with a row of int8 codes, in integers. A lane of 32 bits is taken as two of 16, which hold codes
 * of the two halves of a block; one multiplication serves both. The sums of a block of 64 columns, in two accumulators,
 * stay below 16 * 15 * 127 = 30480; at its end they are added in 32 bits. See {@link NibbleGrid} for the shape of the
 * loop.
 */
final class NibblePairs implements RowCode {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int BYTES = F.vectorByteSize();
    private static final int LANES = F.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int LOW = 0x000F000F;

    @Override
    public InputRow.Order order() {
        return InputRow.Order.PAIRS;
    }

    @Override
    public void multiply(MemorySegment packed, long at, PanelLayout layout, InputRow input, Scratch scratch) {
        Blocking blocking = layout.blocking();
        multiply(packed, at, layout.bits() == 2, blocking.packedColumns() / 8, blocking.length() / 8, blocking.pieces(),
                input.first(), scratch.scales, scratch.results);
    }

    private static void multiply(MemorySegment packed, long at, boolean two, int words, int blockWords, int pieces,
            float[] pairs, float[] scales, float[] results) {
        FloatVector t0 = FloatVector.fromArray(F, results, 0);
        FloatVector t1 = FloatVector.fromArray(F, results, LANES);
        ShortVector a0 = IntVector.zero(I).reinterpretAsShorts();
        ShortVector a1 = a0;
        ShortVector b0 = a0;
        ShortVector b1 = a0;
        int left = blockWords;
        int piece = pieces;
        int s = 0;
        for (int i = 0; i < words; i++) {
            IntVector w0;
            IntVector w1;
            if (two) {
                long o = at + (long) (i >> 1) * (2 * BYTES);
                w0 = IntVector.fromMemorySegment(I, packed, o, ORDER).lanewise(VectorOperators.LSHR, (i & 1) * 2).and(0x33333333);
                w1 = IntVector.fromMemorySegment(I, packed, o + BYTES, ORDER).lanewise(VectorOperators.LSHR, (i & 1) * 2)
                        .and(0x33333333);
            } else {
                long o = at + (long) i * (2 * BYTES);
                w0 = IntVector.fromMemorySegment(I, packed, o, ORDER);
                w1 = IntVector.fromMemorySegment(I, packed, o + BYTES, ORDER);
            }
            int k = i * 4;
            ShortVector x = FloatVector.broadcast(F, pairs[k]).reinterpretAsShorts();
            a0 = w0.and(LOW).reinterpretAsShorts().mul(x).add(a0);
            a1 = w1.and(LOW).reinterpretAsShorts().mul(x).add(a1);
            x = FloatVector.broadcast(F, pairs[k + 1]).reinterpretAsShorts();
            b0 = w0.lanewise(VectorOperators.LSHR, 4).and(LOW).reinterpretAsShorts().mul(x).add(b0);
            b1 = w1.lanewise(VectorOperators.LSHR, 4).and(LOW).reinterpretAsShorts().mul(x).add(b1);
            x = FloatVector.broadcast(F, pairs[k + 2]).reinterpretAsShorts();
            a0 = w0.lanewise(VectorOperators.LSHR, 8).and(LOW).reinterpretAsShorts().mul(x).add(a0);
            a1 = w1.lanewise(VectorOperators.LSHR, 8).and(LOW).reinterpretAsShorts().mul(x).add(a1);
            x = FloatVector.broadcast(F, pairs[k + 3]).reinterpretAsShorts();
            b0 = w0.lanewise(VectorOperators.LSHR, 12).and(LOW).reinterpretAsShorts().mul(x).add(b0);
            b1 = w1.lanewise(VectorOperators.LSHR, 12).and(LOW).reinterpretAsShorts().mul(x).add(b1);
            if (--left == 0) {
                IntVector c = a0.reinterpretAsInts();
                IntVector d = b0.reinterpretAsInts();
                IntVector sum = c.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                        .add(c.lanewise(VectorOperators.ASHR, 16))
                        .add(d.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                        .add(d.lanewise(VectorOperators.ASHR, 16));
                t0 = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(FloatVector.fromArray(F, scales, s), t0);
                c = a1.reinterpretAsInts();
                d = b1.reinterpretAsInts();
                sum = c.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                        .add(c.lanewise(VectorOperators.ASHR, 16))
                        .add(d.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                        .add(d.lanewise(VectorOperators.ASHR, 16));
                t1 = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(FloatVector.fromArray(F, scales, s + LANES), t1);
                a0 = IntVector.zero(I).reinterpretAsShorts();
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
        t0.intoArray(results, 0);
        t1.intoArray(results, LANES);
    }
}
