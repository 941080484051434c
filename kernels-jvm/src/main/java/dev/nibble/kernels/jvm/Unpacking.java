package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Takes the codes of a block out of their words, by column and row, in the order of the columns. */
final class Unpacking {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int BYTES = I.vectorByteSize();
    private static final int LANES = I.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private Unpacking() {}

    /** @param at byte offset of the block */
    static void block(MemorySegment packed, long at, PanelLayout layout, int[] codes) {
        if (layout.bits() == 8) {
            bytes(packed, at, layout.blockWords(), codes);
        } else {
            halves(packed, at, layout.bits(), layout.perHalf(), layout.blockWords(), codes);
        }
    }

    private static void bytes(MemorySegment packed, long at, int words, int[] codes) {
        for (int i = 0; i < 2 * words; i++) {
            IntVector w = IntVector.fromMemorySegment(I, packed, at + (long) i * BYTES, ORDER);
            int to = ((i >> 1) * 8 + (i & 1)) * LANES;
            w.and(0xFF).intoArray(codes, to);
            w.lanewise(VectorOperators.LSHR, 8).and(0xFF).intoArray(codes, to + 2 * LANES);
            w.lanewise(VectorOperators.LSHR, 16).and(0xFF).intoArray(codes, to + 4 * LANES);
            w.lanewise(VectorOperators.LSHR, 24).intoArray(codes, to + 6 * LANES);
        }
    }

    private static void halves(MemorySegment packed, long at, int bits, int perHalf, int words, int[] codes) {
        int mask = (1 << bits) - 1;
        int upper = words * perHalf * 2 * LANES;
        for (int i = 0; i < 2 * words; i++) {
            IntVector w = IntVector.fromMemorySegment(I, packed, at + (long) i * BYTES, ORDER);
            int to = ((i >> 1) * perHalf * 2 + (i & 1)) * LANES;
            for (int q = 0; q < perHalf; q++) {
                w.and(mask).intoArray(codes, to);
                w.lanewise(VectorOperators.LSHR, 16).and(mask).intoArray(codes, to + upper);
                w = w.lanewise(VectorOperators.LSHR, bits);
                to += 2 * LANES;
            }
        }
    }

    /**
     * Decodes a block of codes of up to 4 bits of a grid at once, as {@code (code - zero - origin) * scale}.
     *
     * @param group index of the group's first parameter
     * @param to where the block goes in the tile
     */
    static void grid(MemorySegment packed, long at, PanelLayout layout, float origin, Scratch scratch, int group, int to) {
        for (int half = 0; half < 2; half++) {
            grid(packed, at + half * BYTES, layout.bits(), layout.perHalf(), layout.blockWords(), origin, scratch.scales,
                    scratch.zeros, group + half * LANES, scratch.tile, to + half * LANES);
        }
    }

    private static void grid(MemorySegment packed, long at, int bits, int perHalf, int words, float origin, float[] scales,
            float[] zeros, int group, float[] tile, int to) {
        FloatVector scale = FloatVector.fromArray(F, scales, group);
        FloatVector zero = FloatVector.fromArray(F, zeros, group).add(origin);
        int mask = (1 << bits) - 1;
        int upper = words * perHalf * 2 * LANES;
        for (int word = 0; word < words; word++) {
            IntVector w = IntVector.fromMemorySegment(I, packed, at + (long) word * (2 * BYTES), ORDER);
            for (int q = 0; q < perHalf; q++) {
                int into = to + (word * perHalf + q) * 2 * LANES;
                ((FloatVector) w.and(mask).convert(VectorOperators.I2F, 0)).sub(zero).mul(scale).intoArray(tile, into);
                ((FloatVector) w.lanewise(VectorOperators.LSHR, 16).and(mask).convert(VectorOperators.I2F, 0)).sub(zero)
                        .mul(scale).intoArray(tile, into + upper);
                w = w.lanewise(VectorOperators.LSHR, bits);
            }
        }
    }
}
