package dev.nibble.models.file;

import static dev.nibble.api.tensor.Layouts.BYTE;
import static dev.nibble.api.tensor.Layouts.INT;
import static dev.nibble.api.tensor.Layouts.LONG;
import static dev.nibble.api.tensor.Layouts.SHORT;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One {@code TensorProto}: its description, and where its data lies.
 *
 * @param info as the file has it
 * @param raw the data in one piece, or null where it is spread over repeated fields or stored as varints
 * @param message the whole message, for data in typed fields
 */
record OnnxTensor(TensorInfo info, MemorySegment raw, MemorySegment message) {
    static final int DIMS = 1;
    static final int DATA_TYPE = 2;
    static final int SEGMENT = 3;
    static final int FLOAT_DATA = 4;
    static final int INT32_DATA = 5;
    static final int INT64_DATA = 7;
    static final int NAME = 8;
    static final int RAW_DATA = 9;
    static final int DOUBLE_DATA = 10;
    static final int UINT64_DATA = 11;
    static final int EXTERNAL_DATA = 13;
    static final int DATA_LOCATION = 14;

    private static final int MAX_RANK = 64;

    /** Reads the description and checks that the data is as long as it should be. */
    static OnnxTensor read(Path file, MemorySegment message) {
        String name = "";
        long dataType = 0;
        List<Long> dims = new ArrayList<>();
        MemorySegment raw = null;
        boolean external = false;
        boolean segment = false;
        ProtoReader reader = new ProtoReader(message, 0, message.byteSize());
        while (reader.next()) {
            switch (reader.field()) {
                case DIMS -> addDims(reader, dims);
                case DATA_TYPE -> dataType = reader.number();
                case NAME -> name = reader.text();
                case RAW_DATA -> raw = reader.bytes();
                case EXTERNAL_DATA -> external = true;
                case DATA_LOCATION -> external |= reader.number() == 1;
                case SEGMENT -> segment = true;
                default -> { }
            }
        }
        if (name.isEmpty()) {
            throw new TensorFileException(file, "has a tensor without a name");
        }
        if (external) {
            throw TensorFileException.ofTensor(file, name, "keeps its data in another file; save the model with all data inside");
        }
        if (segment) {
            throw TensorFileException.ofTensor(file, name, "is stored in segments, which Nibble cannot read");
        }
        TensorInfo info = new TensorInfo(name, type(file, name, dataType), shape(file, name, dims));
        return new OnnxTensor(info, raw, message).checked(file);
    }

    private static void addDims(ProtoReader reader, List<Long> dims) {
        if (reader.wire() == ProtoReader.VARINT) {
            dims.add(reader.number());
        } else {
            ProtoReader packed = reader.message();
            while (packed.hasMore() && dims.size() <= MAX_RANK) {
                dims.add(packed.varint());
            }
        }
        if (dims.size() > MAX_RANK) {
            throw new ProtoReader.Malformed("a tensor of more than " + MAX_RANK + " dimensions");
        }
    }

    private static ElementType type(Path file, String name, long dataType) {
        return OnnxTypes.of(dataType).orElseThrow(() -> TensorFileException.ofTensor(
                file, name, "has the ONNX type " + OnnxTypes.name(dataType) + ", which Nibble cannot read"));
    }

    private static Shape shape(Path file, String name, List<Long> dims) {
        try {
            return Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
        } catch (IllegalArgumentException e) {
            throw TensorFileException.ofTensor(file, name, "has an impossible shape: " + e.getMessage());
        }
    }

    private OnnxTensor checked(Path file) {
        long found = raw != null ? raw.byteSize() : typedBytes();
        long expected;
        try {
            expected = info.bytes();
        } catch (ArithmeticException e) {
            throw TensorFileException.ofTensor(file, info.name(), "has an impossible shape: " + info.shape());
        }
        if (found != expected) {
            throw TensorFileException.ofTensor(file, info.name(), "is " + info.type() + "[" + info.shape() + "], which takes "
                    + expected + " bytes, but the file has " + found + " for it");
        }
        return this;
    }

    /** The data: a view, or a copy if it lies in typed fields. */
    Tensor tensor() {
        if (raw != null) {
            return Tensor.of(info.type(), info.shape(), raw);
        }
        Tensor tensor = Tensor.allocate(info.type(), info.shape());
        copyTyped(tensor.data());
        return tensor.asReadOnly();
    }

    private long elementBytes() {
        return info.type().bits() / 8;
    }

    /** Bytes that the elements in the typed fields will take, without storing any. */
    private long typedBytes() {
        int field = OnnxTypes.typedField(info.type());
        long bytes = 0;
        ProtoReader reader = new ProtoReader(message, 0, message.byteSize());
        while (reader.next()) {
            if (reader.field() != field) {
                continue;
            }
            if (isFixed()) {
                bytes += reader.bytes().byteSize();
            } else if (reader.wire() == ProtoReader.VARINT) {
                bytes += elementBytes();
            } else {
                for (ProtoReader packed = reader.message(); packed.hasMore(); bytes += elementBytes()) {
                    packed.varint();
                }
            }
        }
        return bytes;
    }

    private boolean isFixed() {
        return switch (info.type()) {
            case F32, F64, C64 -> true;
            default -> false;
        };
    }

    private void copyTyped(MemorySegment into) {
        int field = OnnxTypes.typedField(info.type());
        long at = 0;
        ProtoReader reader = new ProtoReader(message, 0, message.byteSize());
        while (reader.next()) {
            if (reader.field() != field) {
                continue;
            }
            if (isFixed()) {
                MemorySegment bytes = reader.bytes();
                into.asSlice(at).copyFrom(bytes);
                at += bytes.byteSize();
            } else if (reader.wire() == ProtoReader.VARINT) {
                at = store(into, at, reader.number());
            } else {
                for (ProtoReader packed = reader.message(); packed.hasMore(); ) {
                    at = store(into, at, packed.varint());
                }
            }
        }
    }

    private long store(MemorySegment into, long at, long value) {
        switch ((int) elementBytes()) {
            case 1 -> into.set(BYTE, at, (byte) value);
            case 2 -> into.set(SHORT, at, (short) value);
            case 4 -> into.set(INT, at, (int) value);
            default -> into.set(LONG, at, value);
        }
        return at + elementBytes();
    }
}
