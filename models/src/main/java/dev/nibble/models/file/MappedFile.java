package dev.nibble.models.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A whole file mapped read-only. */
record MappedFile(Path path, MemorySegment data, Arena arena) implements AutoCloseable {
    static MappedFile open(Path path) {
        if (Files.isDirectory(path)) {
            throw new TensorFileException(path, "is a folder; give the model file in it");
        }
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            return new MappedFile(path, channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena), arena);
        } catch (NoSuchFileException e) {
            arena.close();
            throw new TensorFileException(path, "there is no such file", e);
        } catch (IOException | UnsupportedOperationException e) {
            arena.close();
            throw new TensorFileException(path, "cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
