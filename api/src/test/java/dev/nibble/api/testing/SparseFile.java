package dev.nibble.api.testing;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A mapped file of zeros that takes disk space only where it is written to, and is removed when closed. */
public record SparseFile(Path path, MemorySegment data, Arena arena) implements AutoCloseable {
    /** @param bytes may be far more than the disk has */
    public static SparseFile create(Path path, long bytes) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.SPARSE,
                StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new SparseFile(path, channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena), arena);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        arena.close();
        Files.delete(path);
    }
}
