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
 * of the two halves of a block; one multiplication serves both.
 *
 * <p>Nothing is masked, since sums are taken modulo 2^16. Four codes make W = q0 + 16 q1 + 256 q2 + 4096 q3. With
 * S_j = W shifted right by 4j, q_j = S_j - 16 S_(j+1), and so
 *
 * <pre>
 * sum q_j x_j  =  sum S_j (x_j - 16 x_(j-1))        (mod 2^16, x_(-1) = 0)
 * </pre>
 *
 * Codes are taken from the middle: the accumulator starts with -8 times the block's sum of x, and
 * {@code |sum (q - 8) x| <= 32 * 8 * 127 = 32512} in a block of 64 columns, so the remainder is the sum. In 32 bits the sum
 * is then moved to the code that counts as zero, still exactly. See {@link NibbleGrid} for the shape of the loop.
 */
final class NibblePairs implements RowCode {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Short> S = ShortVector.SPECIES_PREFERRED;
    private static final int BYTES = F.vectorByteSize();
    private static final int LANES = F.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    /** From where codes are taken, so that sums fit. */
    static final int MIDDLE = 8;

    private final int zero;

    /** @param zero the code that counts as zero */
    NibblePairs(int zero) {
        this.zero = zero;
    }

    @Override
    public InputRow.Order order() {
        return InputRow.Order.PAIRS;
    }

    @Override
    public int zero() {
        return zero;
    }

    @Override
    public void multiply(MemorySegment packed, long at, long next, PanelLayout layout, InputRow input, Scratch scratch) {
        Blocking blocking = layout.blocking();
        multiply(packed, at, next, layout.words(), layout.blockWords(), blocking.pieces(), input.first(), input.second(),
                input.lifts(), scratch.scales, blocking.groups() * layout.rows(), scratch.results);
    }

    private static void multiply(MemorySegment packed, long at, long next, int words, int blockWords, int pieces,
            float[] pairs, float[] starts, int[] lifts, float[] scales, int nextScales, float[] results) {
        FloatVector t0 = FloatVector.fromArray(F, results, 0);
        FloatVector t1 = FloatVector.fromArray(F, results, LANES);
        FloatVector t2 = FloatVector.fromArray(F, results, 2 * LANES);
        FloatVector t3 = FloatVector.fromArray(F, results, 3 * LANES);
        ShortVector four = ShortVector.broadcast(S, 4);
        ShortVector eight = ShortVector.broadcast(S, 8);
        ShortVector twelve = ShortVector.broadcast(S, 12);
        ShortVector a0 = FloatVector.broadcast(F, starts[0]).reinterpretAsShorts();
        ShortVector a1 = a0;
        ShortVector a2 = a0;
        ShortVector a3 = a0;
        int left = blockWords;
        int block = 0;
        int piece = pieces;
        int s = 0;
        for (int i = 0; i < words; i++) {
            long o = (long) i * (2 * BYTES);
            ShortVector w0 = IntVector.fromMemorySegment(I, packed, at + o, ORDER).reinterpretAsShorts();
            ShortVector w1 = IntVector.fromMemorySegment(I, packed, at + o + BYTES, ORDER).reinterpretAsShorts();
            ShortVector w2 = IntVector.fromMemorySegment(I, packed, next + o, ORDER).reinterpretAsShorts();
            ShortVector w3 = IntVector.fromMemorySegment(I, packed, next + o + BYTES, ORDER).reinterpretAsShorts();
            int k = i * 4;
            ShortVector x = FloatVector.broadcast(F, pairs[k]).reinterpretAsShorts();
            a0 = w0.mul(x).add(a0);
            a1 = w1.mul(x).add(a1);
            a2 = w2.mul(x).add(a2);
            a3 = w3.mul(x).add(a3);
            x = FloatVector.broadcast(F, pairs[k + 1]).reinterpretAsShorts();
            a0 = w0.lanewise(VectorOperators.LSHR, four).mul(x).add(a0);
            a1 = w1.lanewise(VectorOperators.LSHR, four).mul(x).add(a1);
            a2 = w2.lanewise(VectorOperators.LSHR, four).mul(x).add(a2);
            a3 = w3.lanewise(VectorOperators.LSHR, four).mul(x).add(a3);
            x = FloatVector.broadcast(F, pairs[k + 2]).reinterpretAsShorts();
            a0 = w0.lanewise(VectorOperators.LSHR, eight).mul(x).add(a0);
            a1 = w1.lanewise(VectorOperators.LSHR, eight).mul(x).add(a1);
            a2 = w2.lanewise(VectorOperators.LSHR, eight).mul(x).add(a2);
            a3 = w3.lanewise(VectorOperators.LSHR, eight).mul(x).add(a3);
            x = FloatVector.broadcast(F, pairs[k + 3]).reinterpretAsShorts();
            a0 = w0.lanewise(VectorOperators.LSHR, twelve).mul(x).add(a0);
            a1 = w1.lanewise(VectorOperators.LSHR, twelve).mul(x).add(a1);
            a2 = w2.lanewise(VectorOperators.LSHR, twelve).mul(x).add(a2);
            a3 = w3.lanewise(VectorOperators.LSHR, twelve).mul(x).add(a3);
            if (--left == 0) {
                IntVector lift = IntVector.broadcast(I, lifts[block]);
                IntVector c = a0.reinterpretAsInts();
                IntVector sum = c.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                        .add(c.lanewise(VectorOperators.ASHR, 16)).add(lift);
                t0 = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(FloatVector.fromArray(F, scales, s), t0);
                c = a1.reinterpretAsInts();
                sum = c.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                        .add(c.lanewise(VectorOperators.ASHR, 16)).add(lift);
                t1 = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(FloatVector.fromArray(F, scales, s + LANES), t1);
                c = a2.reinterpretAsInts();
                sum = c.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                        .add(c.lanewise(VectorOperators.ASHR, 16)).add(lift);
                t2 = ((FloatVector) sum.convert(VectorOperators.I2F, 0))
                        .fma(FloatVector.fromArray(F, scales, nextScales + s), t2);
                c = a3.reinterpretAsInts();
                sum = c.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                        .add(c.lanewise(VectorOperators.ASHR, 16)).add(lift);
                t3 = ((FloatVector) sum.convert(VectorOperators.I2F, 0))
                        .fma(FloatVector.fromArray(F, scales, nextScales + s + LANES), t3);
                a0 = FloatVector.broadcast(F, starts[++block]).reinterpretAsShorts();
                a1 = a0;
                a2 = a0;
                a3 = a0;
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
