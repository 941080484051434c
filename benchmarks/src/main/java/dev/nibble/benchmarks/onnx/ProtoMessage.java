package dev.nibble.benchmarks.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A protobuf message under construction. Large byte fields are copied once, when the whole is written.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers: encoding</a>
 */
final class ProtoMessage {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;

    private final List<Field> fields = new ArrayList<>();

    private sealed interface Field {
        int number();

        /** Of the value, without tag and length. */
        long size();

        record Number(int number, long value) implements Field {
            @Override
            public long size() {
                return varintSize(value);
            }
        }

        record Bytes(int number, ByteBuffer content) implements Field {
            @Override
            public long size() {
                return content.remaining();
            }
        }

        record Message(int number, ProtoMessage content, long size) implements Field {}
    }

    ProtoMessage number(int field, long value) {
        fields.add(new Field.Number(field, value));
        return this;
    }

    ProtoMessage text(int field, String content) {
        return bytes(field, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
    }

    /** The remaining bytes of a buffer, which must stay as they are until the message is written. */
    ProtoMessage bytes(int field, ByteBuffer content) {
        fields.add(new Field.Bytes(field, content.slice()));
        return this;
    }

    /** A message that is complete. */
    ProtoMessage message(int field, ProtoMessage content) {
        fields.add(new Field.Message(field, content, content.size()));
        return this;
    }

    long size() {
        long size = 0;
        for (Field field : fields) {
            boolean number = field instanceof Field.Number;
            size += varintSize(tag(field)) + field.size() + (number ? 0 : varintSize(field.size()));
        }
        return size;
    }

    /**
     * The encoded message, in a direct buffer.
     *
     * @throws IllegalArgumentException if it takes 2 GiB or more, which no protobuf reader accepts
     */
    ByteBuffer toBuffer() {
        long size = size();
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a protobuf message is smaller than 2 GiB, this one would take " + size
                    + " bytes; choose a smaller shape");
        }
        ByteBuffer out = ByteBuffer.allocateDirect((int) size).order(ByteOrder.LITTLE_ENDIAN);
        write(out);
        return out.flip();
    }

    private void write(ByteBuffer out) {
        for (Field field : fields) {
            varint(out, tag(field));
            switch (field) {
                case Field.Number(int _, long value) -> varint(out, value);
                case Field.Bytes(int _, ByteBuffer content) -> {
                    varint(out, content.remaining());
                    out.put(content.duplicate());
                }
                case Field.Message(int _, ProtoMessage content, long size) -> {
                    varint(out, size);
                    content.write(out);
                }
            }
        }
    }

    private static long tag(Field field) {
        return (long) field.number() << 3 | (field instanceof Field.Number ? VARINT : LENGTH_DELIMITED);
    }

    private static void varint(ByteBuffer out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.put((byte) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static int varintSize(long value) {
        return Math.max(1, Math.ceilDiv(Long.SIZE - Long.numberOfLeadingZeros(value), 7));
    }
}
