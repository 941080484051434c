package dev.nibble.models.file;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes protobuf messages field by field. */
final class Proto {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Proto number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    Proto bytes(int field, byte[] content) {
        return claim(field, content.length, content);
    }

    /** A field whose length is not that of its content. */
    Proto claim(int field, long length, byte[] content) {
        varint((long) field << 3 | 2);
        varint(length);
        out.writeBytes(content);
        return this;
    }

    Proto text(int field, String content) {
        return bytes(field, content.getBytes(StandardCharsets.UTF_8));
    }

    Proto message(int field, Proto content) {
        return bytes(field, content.toBytes());
    }

    Proto raw(int... bytes) {
        for (int value : bytes) {
            out.write(value);
        }
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
