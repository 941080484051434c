package dev.nibble.models.file;

import static dev.nibble.api.tensor.Layouts.BYTE;
import static dev.nibble.api.tensor.Layouts.INT;
import static dev.nibble.api.tensor.Layouts.LONG;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Tells kinds of files apart by their first bytes. */
final class FileKind {
    private static final int GGUF = 0x46554747;
    private static final int ZIP = 0x04034b50;

    private FileKind() {}

    static TensorFile open(Path path) {
        MappedFile mapped = MappedFile.open(path);
        try {
            return read(mapped);
        } catch (RuntimeException e) {
            mapped.close();
            throw e;
        }
    }

    private static TensorFile read(MappedFile mapped) {
        MemorySegment data = mapped.data();
        if (data.byteSize() == 0) {
            throw new TensorFileException(mapped.path(), "is empty");
        }
        if (looksLikeSafetensors(data)) {
            return SafetensorsFile.read(mapped);
        }
        if (OnnxFile.looksLikeOnnx(data)) {
            return OnnxFile.read(mapped);
        }
        throw new TensorFileException(mapped.path(), what(data) + "; known kinds are safetensors and ONNX");
    }

    /** The header, after its length in eight bytes, is a JSON object. */
    private static boolean looksLikeSafetensors(MemorySegment data) {
        return data.byteSize() > 8 && data.get(BYTE, 8) == '{' && data.get(LONG, 0) > 0;
    }

    private static String what(MemorySegment data) {
        int magic = data.byteSize() < 4 ? 0 : data.get(INT, 0);
        return switch (magic) {
            case GGUF -> "is a GGUF file, which Nibble does not read";
            case ZIP -> "is a zip or PyTorch archive; convert it to safetensors first";
            default -> "is of no known kind";
        };
    }
}
