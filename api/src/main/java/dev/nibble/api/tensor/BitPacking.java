package dev.nibble.api.tensor;

import static dev.nibble.api.tensor.Layouts.BYTE;
import static dev.nibble.api.tensor.Layouts.LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Packs unsigned codes of 1 to 8 bits into bytes, least significant bit first; a code may straddle two bytes. */
final class BitPacking {
    private static final long ONES = 0x0101010101010101L;
    private static final VarHandle BYTES = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private BitPacking() {}

    static void unpack(MemorySegment data, long offset, int bits, int count, byte[] into) {
        if (bits == 8) {
            MemorySegment.copy(data, BYTE, offset, into, 0, count);
            return;
        }
        int mask = (1 << bits) - 1;
        int window = 0;
        int held = 0;
        int whole = unpackEights(data, offset, bits, count, into);
        offset += (long) whole / 8 * bits;
        for (int i = whole; i < count; i++) {
            if (held < bits) {
                window |= (data.get(BYTE, offset++) & 0xFF) << held;
                held += 8;
            }
            into[i] = (byte) (window & mask);
            window >>>= bits;
            held -= bits;
        }
    }

    /** Eight codes at a time, as long as eight bytes are left to read; returns how many codes. */
    private static int unpackEights(MemorySegment data, long offset, int bits, int count, byte[] into) {
        long places = ((1L << bits) - 1) * ONES;
        int end = Math.toIntExact(Math.clamp(Math.floorDiv(data.byteSize() - offset - 8, bits) + 1, 0, count / 8));
        for (int i = 0; i < end; i++) {
            BYTES.set(into, 8 * i, Long.expand(data.get(LONG, offset + (long) i * bits), places));
        }
        return 8 * end;
    }

    static void pack(byte[] from, int bits, int count, MemorySegment data, long offset) {
        if (bits == 8) {
            MemorySegment.copy(from, 0, data, BYTE, offset, count);
            return;
        }
        int mask = (1 << bits) - 1;
        int window = 0;
        int held = 0;
        int whole = packEights(from, bits, count, data, offset);
        offset += (long) whole / 8 * bits;
        for (int i = whole; i < count; i++) {
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

    /** Eight codes at a time, as long as there are eight bytes to write to; returns how many codes. */
    private static int packEights(byte[] from, int bits, int count, MemorySegment data, long offset) {
        long places = ((1L << bits) - 1) * ONES;
        int end = Math.toIntExact(Math.clamp(Math.floorDiv(Math.ceilDiv((long) count * bits, 8L) - 8, bits) + 1, 0, count / 8));
        for (int i = 0; i < end; i++) {
            // The bytes above are zeros that the next codes replace.
            data.set(LONG, offset + (long) i * bits, Long.compress((long) BYTES.get(from, 8 * i), places));
        }
        return 8 * end;
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
