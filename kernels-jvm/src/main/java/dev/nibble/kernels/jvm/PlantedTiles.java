package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Multiplies packed codes of 4 or 8 bits with float32 activations; the layout is {@link AffinePanels}'.
 *
 * <p>A lane is an output row. A code q of b bits is not converted: it is planted into the top of the mantissa of 1.0, which
 * makes it the float 1 + q/2^b in two instructions (shift, and-or), and 1 is taken off, which is exact. With X the block's sum
 * of activations:
 *
 * <pre>
 * sum x (q - z) s  =  2^b s sum x (q/2^b)  -  s z X
 * </pre>
 *
 * To take the ones off after the sum, as 2^b s (sum x (1 + q/2^b) - X), saves an instruction in four and fails the accuracy
 * contract: in a group with an outlier most codes and the zero are near 0, and the rounding errors of the ones remain.
 *
 * <p>The loops look dull on purpose. The compiler keeps vectors in registers only as long as all of a loop is inlined: no
 * helper that takes or returns a vector, and few instructions in each body.
 */
final class PlantedTiles implements RowTiles {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int BYTES = F.vectorByteSize();
    private static final int MANTISSA_BITS = 23;
    private static final int ONE = Float.floatToRawIntBits(1f);
    private static final int NIBBLE = 0xF << MANTISSA_BITS - 4;
    private static final int BYTE = 0xFF << MANTISSA_BITS - 8;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private final int bits;
    private final Blocking blocking;

    /**
     * @param bits 4 or 8
     * @param blocking how rows are cut
     */
    PlantedTiles(int bits, Blocking blocking) {
        this.bits = bits;
        this.blocking = blocking;
    }

    @Override
    public int lanes() {
        return F.length();
    }

    @Override
    public long panelBytes() {
        return AffinePanels.panelBytes(blocking, bits, lanes());
    }

    @Override
    public RowTiles on(Blocking other) {
        return new PlantedTiles(bits, other);
    }

    @Override
    public String kind() {
        return "planted" + bits;
    }

    @Override
    public void multiply(MemorySegment packed, long at, ActivationTile tile, float[] results) {
        int blocks = blocking.blocks();
        int words = blocking.length() * bits / Integer.SIZE;
        switch (tile.width()) {
            case 1 -> {
                if (bits == 4) {
                    nibbles(packed, at, blocks, words, tile.values(), tile.sums(), results);
                } else {
                    bytes(packed, at, blocks, words, tile.values(), tile.sums(), results);
                }
            }
            case 4 -> four(packed, at, blocks, words, bits, tile.values(), tile.sums(), results);
            case 8 -> eight(packed, at, blocks, words, bits, tile.values(), tile.sums(), results);
            default -> throw new IllegalArgumentException("no code for a tile of " + tile.width() + " rows");
        }
    }

    /** One row, codes of 4 bits: four sums, so that an addition need not wait for the one before it. */
    private static void nibbles(
            MemorySegment packed, long at, int blocks, int words, float[] x, float[] sums, float[] results) {
        FloatVector total = FloatVector.zero(F);
        for (int b = 0; b < blocks; b++) {
            long block = at + (long) b * (words + 2) * BYTES;
            FloatVector a0 = FloatVector.zero(F);
            FloatVector a1 = a0;
            FloatVector a2 = a0;
            FloatVector a3 = a0;
            for (int i = 0; i < words; i++) {
                IntVector w = IntVector.fromMemorySegment(I, packed, block + (long) (i + 2) * BYTES, ORDER);
                int k = (b * words + i) * 8;
                a0 = w.lanewise(VectorOperators.LSHL, 19).and(NIBBLE).or(ONE).reinterpretAsFloats().sub(1f)
                        .fma(FloatVector.broadcast(F, x[k]), a0);
                a1 = w.lanewise(VectorOperators.LSHL, 15).and(NIBBLE).or(ONE).reinterpretAsFloats().sub(1f)
                        .fma(FloatVector.broadcast(F, x[k + 1]), a1);
                a2 = w.lanewise(VectorOperators.LSHL, 11).and(NIBBLE).or(ONE).reinterpretAsFloats().sub(1f)
                        .fma(FloatVector.broadcast(F, x[k + 2]), a2);
                a3 = w.lanewise(VectorOperators.LSHL, 7).and(NIBBLE).or(ONE).reinterpretAsFloats().sub(1f)
                        .fma(FloatVector.broadcast(F, x[k + 3]), a3);
                a0 = w.lanewise(VectorOperators.LSHL, 3).and(NIBBLE).or(ONE).reinterpretAsFloats().sub(1f)
                        .fma(FloatVector.broadcast(F, x[k + 4]), a0);
                a1 = w.lanewise(VectorOperators.LSHR, 1).and(NIBBLE).or(ONE).reinterpretAsFloats().sub(1f)
                        .fma(FloatVector.broadcast(F, x[k + 5]), a1);
                a2 = w.lanewise(VectorOperators.LSHR, 5).and(NIBBLE).or(ONE).reinterpretAsFloats().sub(1f)
                        .fma(FloatVector.broadcast(F, x[k + 6]), a2);
                a3 = w.lanewise(VectorOperators.LSHR, 9).and(NIBBLE).or(ONE).reinterpretAsFloats().sub(1f)
                        .fma(FloatVector.broadcast(F, x[k + 7]), a3);
            }
            FloatVector sum = FloatVector.broadcast(F, sums[b]);
            FloatVector scale = FloatVector.fromMemorySegment(F, packed, block, ORDER);
            FloatVector offset = FloatVector.fromMemorySegment(F, packed, block + BYTES, ORDER);
            total = a0.add(a1).add(a2.add(a3)).fma(scale, sum.fma(offset, total));
        }
        total.intoArray(results, 0);
    }

    /** One row, codes of 8 bits: as {@link #nibbles}. */
    private static void bytes(
            MemorySegment packed, long at, int blocks, int words, float[] x, float[] sums, float[] results) {
        FloatVector total = FloatVector.zero(F);
        for (int b = 0; b < blocks; b++) {
            long block = at + (long) b * (words + 2) * BYTES;
            FloatVector a0 = FloatVector.zero(F);
            FloatVector a1 = a0;
            FloatVector a2 = a0;
            FloatVector a3 = a0;
            for (int i = 0; i < words; i++) {
                IntVector w = IntVector.fromMemorySegment(I, packed, block + (long) (i + 2) * BYTES, ORDER);
                int k = (b * words + i) * 4;
                a0 = w.lanewise(VectorOperators.LSHL, 15).and(BYTE).or(ONE).reinterpretAsFloats().sub(1f)
                        .fma(FloatVector.broadcast(F, x[k]), a0);
                a1 = w.lanewise(VectorOperators.LSHL, 7).and(BYTE).or(ONE).reinterpretAsFloats().sub(1f)
                        .fma(FloatVector.broadcast(F, x[k + 1]), a1);
                a2 = w.lanewise(VectorOperators.LSHR, 1).and(BYTE).or(ONE).reinterpretAsFloats().sub(1f)
                        .fma(FloatVector.broadcast(F, x[k + 2]), a2);
                a3 = w.lanewise(VectorOperators.LSHR, 9).and(BYTE).or(ONE).reinterpretAsFloats().sub(1f)
                        .fma(FloatVector.broadcast(F, x[k + 3]), a3);
            }
            FloatVector sum = FloatVector.broadcast(F, sums[b]);
            FloatVector scale = FloatVector.fromMemorySegment(F, packed, block, ORDER);
            FloatVector offset = FloatVector.fromMemorySegment(F, packed, block + BYTES, ORDER);
            total = a0.add(a1).add(a2.add(a3)).fma(scale, sum.fma(offset, total));
        }
        total.intoArray(results, 0);
    }

    private static void four(
            MemorySegment packed, long at, int blocks, int words, int bits, float[] x, float[] sums, float[] results) {
        int mask = bits == 4 ? NIBBLE : BYTE;
        int codes = Integer.SIZE / bits;
        FloatVector t0 = FloatVector.zero(F);
        FloatVector t1 = t0;
        FloatVector t2 = t0;
        FloatVector t3 = t0;
        int k = 0;
        for (int b = 0; b < blocks; b++) {
            long block = at + (long) b * (words + 2) * BYTES;
            FloatVector a0 = FloatVector.zero(F);
            FloatVector a1 = a0;
            FloatVector a2 = a0;
            FloatVector a3 = a0;
            for (int i = 0; i < words; i++) {
                IntVector w = IntVector.fromMemorySegment(I, packed, block + (long) (i + 2) * BYTES, ORDER)
                        .lanewise(VectorOperators.ROL, MANTISSA_BITS - bits);
                for (int q = 0; q < codes; q++) {
                    FloatVector v = w.and(mask).or(ONE).reinterpretAsFloats().sub(1f);
                    w = w.lanewise(VectorOperators.ROR, bits);
                    a0 = v.fma(FloatVector.broadcast(F, x[k]), a0);
                    a1 = v.fma(FloatVector.broadcast(F, x[k + 1]), a1);
                    a2 = v.fma(FloatVector.broadcast(F, x[k + 2]), a2);
                    a3 = v.fma(FloatVector.broadcast(F, x[k + 3]), a3);
                    k += 4;
                }
            }
            FloatVector scale = FloatVector.fromMemorySegment(F, packed, block, ORDER);
            FloatVector offset = FloatVector.fromMemorySegment(F, packed, block + BYTES, ORDER);
            t0 = a0.fma(scale, offset.fma(FloatVector.broadcast(F, sums[4 * b]), t0));
            t1 = a1.fma(scale, offset.fma(FloatVector.broadcast(F, sums[4 * b + 1]), t1));
            t2 = a2.fma(scale, offset.fma(FloatVector.broadcast(F, sums[4 * b + 2]), t2));
            t3 = a3.fma(scale, offset.fma(FloatVector.broadcast(F, sums[4 * b + 3]), t3));
        }
        int lanes = F.length();
        t0.intoArray(results, 0);
        t1.intoArray(results, lanes);
        t2.intoArray(results, 2 * lanes);
        t3.intoArray(results, 3 * lanes);
    }

    /** As {@link #four}; the totals rest in {@code results}, since both halves of sixteen registers hold sums already. */
    private static void eight(
            MemorySegment packed, long at, int blocks, int words, int bits, float[] x, float[] sums, float[] results) {
        int mask = bits == 4 ? NIBBLE : BYTE;
        int codes = Integer.SIZE / bits;
        int lanes = F.length();
        Arrays.fill(results, 0, 8 * lanes, 0f);
        int k = 0;
        for (int b = 0; b < blocks; b++) {
            long block = at + (long) b * (words + 2) * BYTES;
            FloatVector a0 = FloatVector.zero(F);
            FloatVector a1 = a0;
            FloatVector a2 = a0;
            FloatVector a3 = a0;
            FloatVector a4 = a0;
            FloatVector a5 = a0;
            FloatVector a6 = a0;
            FloatVector a7 = a0;
            for (int i = 0; i < words; i++) {
                IntVector w = IntVector.fromMemorySegment(I, packed, block + (long) (i + 2) * BYTES, ORDER)
                        .lanewise(VectorOperators.ROL, MANTISSA_BITS - bits);
                for (int q = 0; q < codes; q++) {
                    FloatVector v = w.and(mask).or(ONE).reinterpretAsFloats().sub(1f);
                    w = w.lanewise(VectorOperators.ROR, bits);
                    a0 = v.fma(FloatVector.broadcast(F, x[k]), a0);
                    a1 = v.fma(FloatVector.broadcast(F, x[k + 1]), a1);
                    a2 = v.fma(FloatVector.broadcast(F, x[k + 2]), a2);
                    a3 = v.fma(FloatVector.broadcast(F, x[k + 3]), a3);
                    a4 = v.fma(FloatVector.broadcast(F, x[k + 4]), a4);
                    a5 = v.fma(FloatVector.broadcast(F, x[k + 5]), a5);
                    a6 = v.fma(FloatVector.broadcast(F, x[k + 6]), a6);
                    a7 = v.fma(FloatVector.broadcast(F, x[k + 7]), a7);
                    k += 8;
                }
            }
            a0.intoArray(results, 8 * lanes);
            a1.intoArray(results, 9 * lanes);
            a2.intoArray(results, 10 * lanes);
            a3.intoArray(results, 11 * lanes);
            a4.intoArray(results, 12 * lanes);
            a5.intoArray(results, 13 * lanes);
            a6.intoArray(results, 14 * lanes);
            a7.intoArray(results, 15 * lanes);
            FloatVector scale = FloatVector.fromMemorySegment(F, packed, block, ORDER);
            FloatVector offset = FloatVector.fromMemorySegment(F, packed, block + BYTES, ORDER);
            for (int t = 0; t < 8; t++) {
                FloatVector sum = FloatVector.broadcast(F, sums[8 * b + t]);
                FloatVector total = FloatVector.fromArray(F, results, t * lanes);
                FloatVector product = FloatVector.fromArray(F, results, (8 + t) * lanes);
                product.fma(scale, offset.fma(sum, total)).intoArray(results, t * lanes);
            }
        }
    }
}
