package dev.nibble.models.file;

import static dev.nibble.api.tensor.Layouts.BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Walks the fields of one protobuf message in a mapped file. Every length is checked against the message that contains
 * it before it is used, so no damage can lead outside of the file.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">protobuf, encoding</a>
 */
final class ProtoReader {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private static final int MAX_TEXT = 1 << 24;

    private final MemorySegment data;
    private final long end;
    private long position;
    private int field;
    private int wire;
    private long number;
    private long begin;
    private long length;

    /** Bytes that are no message of the kind expected. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /** Reads the message in bytes [begin, end). */
    ProtoReader(MemorySegment data, long begin, long end) {
        this.data = data;
        this.position = begin;
        this.end = end;
    }

    /** Goes to the next field; false at the end of the message. */
    boolean next() {
        if (position == end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        if (tag >>> 3 == 0 || tag >>> 3 > 536_870_911) {
            throw new Malformed("field number " + (tag >>> 3) + " at byte " + position);
        }
        number = 0;
        switch (wire) {
            case VARINT -> {
                number = varint();
                take(0);
            }
            case FIXED64 -> take(8);
            case FIXED32 -> take(4);
            case BYTES -> take(varint());
            default -> throw new Malformed("wire type " + wire + " at byte " + position);
        }
        return true;
    }

    int field() {
        return field;
    }

    int wire() {
        return wire;
    }

    /** The value of a varint field. */
    long number() {
        return number;
    }

    /** The content of a field that is no varint. */
    MemorySegment bytes() {
        return data.asSlice(begin, length);
    }

    /** The content of a length-delimited field as a message. */
    ProtoReader message() {
        return new ProtoReader(data, begin, begin + length);
    }

    /** The content of a length-delimited field as text. */
    String text() {
        if (length > MAX_TEXT) {
            throw new Malformed("a text of " + length + " bytes at byte " + begin);
        }
        return new String(bytes().toArray(BYTE), StandardCharsets.UTF_8);
    }

    /** Whether packed varints remain; for messages that are nothing but those. */
    boolean hasMore() {
        return position < end;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position >= end) {
                throw new Malformed("a number is cut off at byte " + position);
            }
            byte next = data.get(BYTE, position++);
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                if (shift == 63 && next > 1) {
                    break;
                }
                return value;
            }
        }
        throw new Malformed("a number of more than 64 bits ends at byte " + position);
    }

    private void take(long count) {
        if (count < 0 || count > end - position) {
            throw new Malformed("a field of " + Long.toUnsignedString(count) + " bytes at byte " + position + ", where "
                    + (end - position) + " are left");
        }
        begin = position;
        length = count;
        position += count;
    }
}
