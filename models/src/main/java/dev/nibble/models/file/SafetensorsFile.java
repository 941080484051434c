package dev.nibble.models.file;

import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file: the header's length in eight bytes, a JSON header, the data of all tensors without gap or overlap.
 * Tensors are views of the mapped file. Every rule of the format is checked when it is opened.
 *
 * <p>Aliases are what Hugging Face writes for tied weights: metadata with an alias as key and a tensor of the file as
 * value.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">safetensors, format</a>
 */
public final class SafetensorsFile implements TensorFile {
    /** The longest header that the format allows, in bytes. */
    public static final long MAX_HEADER = 100_000_000;

    private static final int LENGTH_BYTES = 8;

    private final MappedFile mapped;
    private final MemorySegment data;
    private final SafetensorsHeader header;

    private SafetensorsFile(MappedFile mapped, MemorySegment data, SafetensorsHeader header) {
        this.mapped = mapped;
        this.data = data;
        this.header = header;
    }

    /** @throws TensorFileException if the file cannot be read, or breaks a rule of the format */
    public static SafetensorsFile open(Path path) {
        MappedFile mapped = MappedFile.open(path);
        try {
            return read(mapped);
        } catch (RuntimeException e) {
            mapped.close();
            throw e;
        }
    }

    static SafetensorsFile read(MappedFile mapped) {
        Path path = mapped.path();
        long size = mapped.data().byteSize();
        if (size < LENGTH_BYTES) {
            throw new TensorFileException(path, "is cut off: " + size + " bytes are too few for a safetensors file");
        }
        long length = mapped.data().get(Layouts.LONG, 0);
        if (length < 0 || length > MAX_HEADER) {
            throw new TensorFileException(path, "claims a header of " + Long.toUnsignedString(length)
                    + " bytes; safetensors allows " + MAX_HEADER);
        }
        if (length > size - LENGTH_BYTES) {
            throw new TensorFileException(path, "is cut off: its header should have " + length + " bytes, and "
                    + (size - LENGTH_BYTES) + " are there");
        }
        byte[] json = mapped.data().asSlice(LENGTH_BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        SafetensorsHeader header = SafetensorsHeader.parse(path, json);
        MemorySegment data = mapped.data().asSlice(LENGTH_BYTES + length);
        requireContiguous(path, header, data.byteSize());
        return new SafetensorsFile(mapped, data, header);
    }

    private static void requireContiguous(Path path, SafetensorsHeader header, long dataBytes) {
        List<SafetensorsHeader.Entry> sorted = new ArrayList<>(header.tensors().values());
        sorted.sort(Comparator.comparingLong(SafetensorsHeader.Entry::begin).thenComparingLong(SafetensorsHeader.Entry::end));
        long at = 0;
        for (SafetensorsHeader.Entry entry : sorted) {
            String name = entry.info().name();
            if (entry.end() > dataBytes) {
                throw TensorFileException.ofTensor(path, name, "ends at byte " + entry.end() + " of the data, but the file has "
                        + dataBytes + ": it is cut off or damaged");
            }
            if (entry.begin() != at) {
                throw TensorFileException.ofTensor(path, name, entry.begin() < at
                        ? "overlaps another one: it begins at byte " + entry.begin() + ", and bytes up to " + at + " are taken"
                        : "begins at byte " + entry.begin() + " and leaves a gap from byte " + at);
            }
            at = entry.end();
        }
        if (at != dataBytes) {
            throw new TensorFileException(path, "has " + (dataBytes - at) + " bytes after its last tensor");
        }
    }

    @Override
    public Path path() {
        return mapped.path();
    }

    @Override
    public List<String> names() {
        return List.copyOf(header.tensors().keySet());
    }

    @Override
    public TensorInfo info(String name) {
        return entry(name).info();
    }

    @Override
    public Tensor tensor(String name) {
        SafetensorsHeader.Entry entry = entry(name);
        TensorInfo info = entry.info();
        return Tensor.of(info.type(), info.shape(), data.asSlice(entry.begin(), entry.end() - entry.begin()));
    }

    @Override
    public Map<String, String> metadata() {
        return java.util.Collections.unmodifiableMap(header.metadata());
    }

    @Override
    public Map<String, String> aliases() {
        Map<String, String> aliases = new LinkedHashMap<>();
        header.metadata().forEach((alias, tensor) -> {
            if (header.tensors().containsKey(tensor) && !header.tensors().containsKey(alias)) {
                aliases.put(alias, tensor);
            }
        });
        return aliases;
    }

    @Override
    public void close() {
        mapped.close();
    }

    private SafetensorsHeader.Entry entry(String name) {
        return TensorIndex.require(path(), header.tensors(), name);
    }
}
