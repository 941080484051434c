package dev.nibble.api.tensor;

import static dev.nibble.api.tensor.Layouts.BYTE;

import java.lang.foreign.MemorySegment;

/** Packs unsigned codes of 1 to 8 bits into bytes, least significant bit first; a code may straddle two bytes. */
final class BitPacking {
    private BitPacking() {}

    static void unpack(MemorySegment data, long offset, int bits, int count, byte[] into) {
        if (bits == 8) {
            MemorySegment.copy(data, BYTE, offset, into, 0, count);
            return;
        }
        int mask = (1 << bits) - 1;
        int window = 0;
        int held = 0;
        for (int i = 0; i < count; i++) {
            if (held < bits) {
                window |= (data.get(BYTE, offset++) & 0xFF) << held;
                held += 8;
            }
            into[i] = (byte) (window & mask);
            window >>>= bits;
            held -= bits;
        }
    }

    static void pack(byte[] from, int bits, int count, MemorySegment data, long offset) {
        if (bits == 8) {
            MemorySegment.copy(from, 0, data, BYTE, offset, count);
            return;
        }
        int mask = (1 << bits) - 1;
        int window = 0;
        int held = 0;
        for (int i = 0; i < count; i++) {
            window |= (from[i] & mask) << held;
            held += bits;
            if (held >= 8) {
                data.set(BYTE, offset++, (byte) window);
                window >>>= 8;
                held -= 8;
            }
        }
        if (held > 0) {
            data.set(BYTE, offset, (byte) window);
        }
    }

    static int get(MemorySegment data, long rowOffset, int bits, long index) {
        long bit = index * bits;
        long at = rowOffset + (bit >> 3);
        int shift = (int) (bit & 7);
        int window = data.get(BYTE, at) & 0xFF;
        if (shift + bits > 8) {
            window |= (data.get(BYTE, at + 1) & 0xFF) << 8;
        }
        return (window >> shift) & ((1 << bits) - 1);
    }

    static void set(MemorySegment data, long rowOffset, int bits, long index, int code) {
        long bit = index * bits;
        long at = rowOffset + (bit >> 3);
        int shift = (int) (bit & 7);
        int mask = ((1 << bits) - 1) << shift;
        int value = (code << shift) & mask;
        data.set(BYTE, at, (byte) (data.get(BYTE, at) & ~mask | value));
        if (shift + bits > 8) {
            data.set(BYTE, at + 1, (byte) (data.get(BYTE, at + 1) & ~(mask >> 8) | (value >> 8)));
        }
    }
}
