package dev.nibble.runtime.structure;

import static dev.nibble.api.tensor.Layouts.BYTE;

import java.lang.foreign.MemorySegment;

/** Copies runs of bits between any two bit positions. */
final class BitCopy {
    private BitCopy() {}

    /**
     * Copies {@code bits} bits, least significant bit of each byte first. The target's bits must be zero; bits around
     * them keep their values.
     */
    static void copy(MemorySegment from, long fromBit, MemorySegment to, long toBit, long bits) {
        long done = 0;
        if (((fromBit | toBit) & 7) == 0) {
            MemorySegment.copy(from, fromBit >> 3, to, toBit >> 3, bits >> 3);
            done = bits & ~7L;
        }
        while (done < bits) {
            int shift = (int) ((toBit + done) & 7);
            int count = (int) Math.min(8 - shift, bits - done);
            int value = read(from, fromBit + done, count);
            long at = (toBit + done) >> 3;
            to.set(BYTE, at, (byte) (to.get(BYTE, at) | value << shift));
            done += count;
        }
    }

    private static int read(MemorySegment from, long bit, int count) {
        long at = bit >> 3;
        int shift = (int) (bit & 7);
        int window = from.get(BYTE, at) & 0xFF;
        if (shift + count > 8) {
            window |= (from.get(BYTE, at + 1) & 0xFF) << 8;
        }
        return window >> shift & (1 << count) - 1;
    }
}
