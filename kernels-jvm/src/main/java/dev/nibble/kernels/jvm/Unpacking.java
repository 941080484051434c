package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Takes the codes of a block out of their words, by column and row, in the order of the columns. */
final class Unpacking {
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
}
