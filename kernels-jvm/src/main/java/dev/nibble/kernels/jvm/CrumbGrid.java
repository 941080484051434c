package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Even grids of up to 2 bits with a row of floats, for vectors that are too short for {@link PairTable}: as
 * {@link NibbleGrid}, first with the even columns and then with the odd ones, which lie two bits higher.
 */
final class CrumbGrid implements RowCode {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int BYTES = F.vectorByteSize();
    private static final int LANES = F.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    @Override
    public InputRow.Order order() {
        return InputRow.Order.CRUMBS;
    }

    @Override
    public void multiply(MemorySegment packed, long at, long next, PanelLayout layout, InputRow input, Scratch scratch) {
        for (int odd = 0; odd < 2; odd++) {
            multiply(packed, at, layout, input, scratch, 0, odd);
            multiply(packed, next, layout, input, scratch, 1, odd);
        }
    }

    private static void multiply(MemorySegment packed, long at, PanelLayout layout, InputRow input, Scratch scratch,
            int which, int odd) {
        int scales = which * layout.blocking().groups() * layout.rows();
        multiply(packed, at, odd, layout.words(), layout.blockWords(), layout.blocking().pieces(), input.first(),
                input.second(), scratch.scales, scales, scratch.results, which * layout.rows());
    }

    private static void multiply(MemorySegment packed, long at, int odd, int words, int blockWords, int pieces,
            float[] first, float[] second, float[] scales, int s, float[] results, int to) {
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
            IntVector w0 = IntVector.fromMemorySegment(I, packed, o, ORDER).lanewise(VectorOperators.LSHR, 2 * odd);
            IntVector w1 = IntVector.fromMemorySegment(I, packed, o + BYTES, ORDER).lanewise(VectorOperators.LSHR, 2 * odd);
            int k = i * 8 + odd;
            FloatVector x = FloatVector.broadcast(F, first[k]);
            a0 = ((FloatVector) w0.and(0x3).convert(VectorOperators.I2F, 0)).fma(x, a0);
            a1 = ((FloatVector) w1.and(0x3).convert(VectorOperators.I2F, 0)).fma(x, a1);
            x = FloatVector.broadcast(F, first[k + 2]);
            b0 = ((FloatVector) w0.and(0x30).convert(VectorOperators.I2F, 0)).fma(x, b0);
            b1 = ((FloatVector) w1.and(0x30).convert(VectorOperators.I2F, 0)).fma(x, b1);
            x = FloatVector.broadcast(F, first[k + 4]);
            a0 = ((FloatVector) w0.and(0x300).convert(VectorOperators.I2F, 0)).fma(x, a0);
            a1 = ((FloatVector) w1.and(0x300).convert(VectorOperators.I2F, 0)).fma(x, a1);
            x = FloatVector.broadcast(F, first[k + 6]);
            b0 = ((FloatVector) w0.and(0x3000).convert(VectorOperators.I2F, 0)).fma(x, b0);
            b1 = ((FloatVector) w1.and(0x3000).convert(VectorOperators.I2F, 0)).fma(x, b1);
            x = FloatVector.broadcast(F, second[k]);
            a0 = ((FloatVector) w0.and(0x30000).convert(VectorOperators.I2F, 0)).fma(x, a0);
            a1 = ((FloatVector) w1.and(0x30000).convert(VectorOperators.I2F, 0)).fma(x, a1);
            x = FloatVector.broadcast(F, second[k + 2]);
            b0 = ((FloatVector) w0.and(0x300000).convert(VectorOperators.I2F, 0)).fma(x, b0);
            b1 = ((FloatVector) w1.and(0x300000).convert(VectorOperators.I2F, 0)).fma(x, b1);
            x = FloatVector.broadcast(F, second[k + 4]);
            a0 = ((FloatVector) w0.and(0x3000000).convert(VectorOperators.I2F, 0)).fma(x, a0);
            a1 = ((FloatVector) w1.and(0x3000000).convert(VectorOperators.I2F, 0)).fma(x, a1);
            x = FloatVector.broadcast(F, second[k + 6]);
            b0 = ((FloatVector) w0.lanewise(VectorOperators.LSHR, 28).and(0x3).convert(VectorOperators.I2F, 0)).fma(x, b0);
            b1 = ((FloatVector) w1.lanewise(VectorOperators.LSHR, 28).and(0x3).convert(VectorOperators.I2F, 0)).fma(x, b1);
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
