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
            nibbles(packed, at, layout.bits() == 2, layout.blocking().length() / 8, codes);
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

    private static void nibbles(MemorySegment packed, long at, boolean two, int words, int[] codes) {
        int upper = words * 8 * LANES;
        for (int i = 0; i < 2 * words; i++) {
            int word = i >> 1;
            long o = at + (two ? (long) (word >> 1) * 2 + (i & 1) : i) * BYTES;
            IntVector w = IntVector.fromMemorySegment(I, packed, o, ORDER);
            if (two) {
                w = w.lanewise(VectorOperators.LSHR, (word & 1) * 2).and(0x33333333);
            }
            int to = (word * 8 + (i & 1)) * LANES;
            for (int q = 0; q < 4; q++) {
                w.and(0xF).intoArray(codes, to);
                w.lanewise(VectorOperators.LSHR, 16).and(0xF).intoArray(codes, to + upper);
                w = w.lanewise(VectorOperators.LSHR, 4);
                to += 2 * LANES;
            }
        }
    }

    /**
     * Decodes a block of nibbles of a grid at once, as {@code (code - zero - origin) * scale}.
     *
     * @param group index of the group's first parameter
     * @param to where the block goes in the tile
     */
    static void grid(MemorySegment packed, long at, PanelLayout layout, float origin, Scratch scratch, int group, int to) {
        for (int half = 0; half < 2; half++) {
            grid(packed, at, layout.bits() == 2, layout.blocking().length() / 8, half, origin, scratch.scales, scratch.zeros,
                    group + half * LANES, scratch.tile, to + half * LANES);
        }
    }

    private static void grid(MemorySegment packed, long at, boolean two, int words, int half, float origin, float[] scales,
            float[] zeros, int group, float[] tile, int to) {
        FloatVector scale = FloatVector.fromArray(F, scales, group);
        FloatVector zero = FloatVector.fromArray(F, zeros, group).add(origin);
        int upper = words * 8 * LANES;
        for (int word = 0; word < words; word++) {
            IntVector w = IntVector.fromMemorySegment(I, packed, at + (2L * (two ? word >> 1 : word) + half) * BYTES, ORDER);
            if (two) {
                w = w.lanewise(VectorOperators.LSHR, (word & 1) * 2).and(0x33333333);
            }
            for (int q = 0; q < 4; q++) {
                int into = to + (word * 4 + q) * 2 * LANES;
                ((FloatVector) w.and(0xF).convert(VectorOperators.I2F, 0)).sub(zero).mul(scale).intoArray(tile, into);
                ((FloatVector) w.lanewise(VectorOperators.LSHR, 16).and(0xF).convert(VectorOperators.I2F, 0)).sub(zero).mul(scale)
                        .intoArray(tile, into + upper);
                w = w.lanewise(VectorOperators.LSHR, 4);
            }
        }
    }
}
