package dev.nibble.models.file;

import dev.nibble.api.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes a safetensors file tensor by tensor, so that a model never has to be in memory as a whole. The data goes to a
 * temporary file beside the target; {@link #finish} puts the header before it and moves the whole into place in one
 * step. The target is complete or untouched: closing an unfinished writer removes what it wrote.
 *
 * <p>The header lists tensors in the order of writing, metadata by key. The data begins at a multiple of 64 bytes and
 * lies by falling element size, so that every tensor is aligned. The same calls give the same bytes.
 */
public final class SafetensorsWriter implements AutoCloseable {
    private static final int CHUNK = 1 << 24;

    private final Path target;
    private final Channels channels;
    private final Path body;
    private final FileChannel data;
    private final Map<String, SafetensorsHeader.Entry> written = new LinkedHashMap<>();
    private final Map<String, String> metadata = new TreeMap<>();
    private boolean open = true;

    /** How files are opened; tests put a failing disk here. */
    interface Channels {
        FileChannel open(Path path, OpenOption... options) throws IOException;
    }

    private SafetensorsWriter(Path target, Channels channels, Path body, FileChannel data) {
        this.target = target;
        this.channels = channels;
        this.body = body;
        this.data = data;
    }

    /** @throws TensorFileException if the target's folder cannot be written to */
    public static SafetensorsWriter create(Path target) {
        return create(target, FileChannel::open);
    }

    static SafetensorsWriter create(Path target, Channels channels) {
        Path absolute = target.toAbsolutePath();
        Path body = temporary(absolute);
        try {
            if (Files.isDirectory(absolute)) {
                throw new TensorFileException(target, "cannot be written: it is a folder");
            }
            FileChannel data = channels.open(
                    body, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
            return new SafetensorsWriter(absolute, channels, body, data);
        } catch (IOException e) {
            delete(body);
            throw failure(target, e);
        }
    }

    /**
     * Writes a tensor's data.
     *
     * @throws TensorFileException if the name was given before, the type has fewer than eight bits, or the disk fails
     */
    public void add(String name, Tensor tensor) {
        requireOpen();
        if (name.equals(SafetensorsHeader.METADATA) || written.containsKey(name)) {
            throw TensorFileException.ofTensor(target, name, "cannot be written: that name is taken");
        }
        if (!SafetensorsTypes.canStore(tensor.type())) {
            throw TensorFileException.ofTensor(target, name, "is " + tensor + ", and safetensors has no such type; store its bytes as U8");
        }
        try {
            long begin = data.position();
            writeAll(data, tensor.data());
            TensorInfo info = new TensorInfo(name, tensor.type(), tensor.shape());
            written.put(name, new SafetensorsHeader.Entry(info, begin, data.position()));
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    /** Adds a line of text to the file's metadata, replacing what was there under that key. */
    public void putMetadata(String key, String value) {
        requireOpen();
        metadata.put(key, value);
    }

    /** @throws TensorFileException if the disk fails; the target is then as it was before */
    public void finish() {
        requireOpen();
        Path whole = temporary(target);
        try {
            try (FileChannel out = channels.open(whole, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                assemble(out);
                out.force(true);
            }
            Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failure(target, e);
        } finally {
            delete(whole);
            close();
        }
    }

    /** Removes everything written, unless {@link #finish} has moved it into place. */
    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        try {
            data.close();
        } catch (IOException e) {
            throw failure(target, e);
        } finally {
            delete(body);
        }
    }

    private void assemble(FileChannel out) throws IOException {
        List<SafetensorsHeader.Entry> order = new ArrayList<>(written.values());
        order.sort(Comparator.comparingInt(entry -> -entry.info().type().bits()));
        Map<String, SafetensorsHeader.Entry> placed = new LinkedHashMap<>(written);
        long at = 0;
        for (SafetensorsHeader.Entry entry : order) {
            long bytes = entry.end() - entry.begin();
            placed.put(entry.info().name(), new SafetensorsHeader.Entry(entry.info(), at, at + bytes));
            at += bytes;
        }
        byte[] header = new SafetensorsHeader(placed, metadata).toJson(target);
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length);
        writeAll(out, MemorySegment.ofBuffer(length));
        writeAll(out, MemorySegment.ofArray(header));
        for (SafetensorsHeader.Entry entry : order) {
            transfer(out, entry.begin(), entry.end());
        }
    }

    private void transfer(FileChannel out, long begin, long end) throws IOException {
        long at = begin;
        while (at < end) {
            long count = data.transferTo(at, end - at, out);
            if (count <= 0) {
                throw new IOException("the temporary file " + body + " was cut off by someone else");
            }
            at += count;
        }
    }

    private static void writeAll(FileChannel channel, MemorySegment bytes) throws IOException {
        for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
            MemorySegment part = bytes.asSlice(at, Math.min(CHUNK, bytes.byteSize() - at));
            // Arrays other than byte[] cannot be seen as byte buffers.
            ByteBuffer chunk = part.isNative() ? part.asByteBuffer() : ByteBuffer.wrap(part.toArray(ValueLayout.JAVA_BYTE));
            while (chunk.hasRemaining()) {
                channel.write(chunk);
            }
        }
    }

    /** Not {@link Files#createTempFile}, which would give the finished file to its owner alone. Goes when the JVM is ended. */
    private static Path temporary(Path target) {
        Path file = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        file.toFile().deleteOnExit();
        return file;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new TensorFileException(file, "is a temporary file that could not be removed: " + e.getMessage(), e);
        }
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the writer of " + target + " is closed");
        }
    }

    private static TensorFileException failure(Path target, IOException e) {
        String reason = switch (e) {
            case java.nio.file.NoSuchFileException _ -> "its folder does not exist";
            case java.nio.file.AccessDeniedException _ -> "its folder is read-only for this user";
            case java.nio.file.FileSystemException f when f.getReason() != null -> f.getReason();
            default -> e.getMessage();
        };
        return new TensorFileException(target, "cannot be written: " + reason, e);
    }
}
