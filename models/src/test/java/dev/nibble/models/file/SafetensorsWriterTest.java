package dev.nibble.models.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
    private static final Tensor FLOATS = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);

    @TempDir
    Path folder;

    private long files() throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.count();
        }
    }

    private static void write(Path file) {
        try (SafetensorsWriter writer = SafetensorsWriter.create(file)) {
            writer.putMetadata("z", "1");
            writer.putMetadata("a", "ü \" \\");
            writer.add("bytes", Tensor.allocate(ElementType.U8, Shape.of(3)));
            writer.add("floats", FLOATS);
            writer.add("none", Tensor.allocate(ElementType.F16, Shape.of(0, 4)));
            writer.add("scalar", Tensor.of(Shape.of(), 5f));
            writer.finish();
        }
    }

    @Test
    void listsTensorsInTheOrderOfWritingAndAlignsTheirData() throws IOException {
        Path file = folder.resolve("m.safetensors");
        write(file);
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.names()).containsExactly("bytes", "floats", "none", "scalar");
            assertThat(read.metadata()).containsExactlyInAnyOrderEntriesOf(java.util.Map.of("a", "ü \" \\", "z", "1"));
            assertThat(read.tensor("floats").sameBytes(FLOATS)).isTrue();
            assertThat(read.tensor("floats").data().address() % Float.BYTES).isZero();
            assertThat(read.tensor("scalar").getFloat(0, 0)).isEqualTo(5f);
        }
        long header = MemorySegment.ofArray(Files.readAllBytes(file)).get(Layouts.LONG, 0);
        assertThat((8 + header) % 64).isZero();
        assertThat(files()).isOne();
    }

    @Test
    void writesTheSameBytesForTheSameCalls() throws IOException {
        write(folder.resolve("a"));
        write(folder.resolve("b"));
        assertThat(Files.mismatch(folder.resolve("a"), folder.resolve("b"))).isEqualTo(-1);
    }

    @Test
    void writesTensorsOverArrays() {
        Path file = folder.resolve("heap.safetensors");
        Tensor heap = Tensor.of(ElementType.F32, Shape.of(2), MemorySegment.ofArray(new float[] {7, 8}));
        try (SafetensorsWriter writer = SafetensorsWriter.create(file)) {
            writer.add("w", heap);
            writer.finish();
        }
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.tensor("w").sameBytes(heap)).isTrue();
        }
    }

    @Test
    void removesEverythingWhenItIsClosedUnfinished() throws IOException {
        Path file = Files.writeString(folder.resolve("m.safetensors"), "old");
        try (SafetensorsWriter writer = SafetensorsWriter.create(file)) {
            writer.add("w", FLOATS);
        }
        assertThat(files()).isOne();
        assertThat(file).hasContent("old");
    }

    @Test
    void aFullDiskWhileAddingLeavesNothing() throws IOException {
        Path file = folder.resolve("m.safetensors");
        SafetensorsWriter writer = SafetensorsWriter.create(file, FullDisk::open);
        assertThatThrownBy(() -> {
            try (writer) {
                writer.add("w", FLOATS);
            }
        }).isInstanceOf(TensorFileException.class).hasMessageContainingAll(file.toString(), "No space left on device");
        assertThat(files()).isZero();
    }

    @Test
    void aFullDiskWhileFinishingLeavesTheOldFile() throws IOException {
        Path file = Files.writeString(folder.resolve("m.safetensors"), "old");
        int[] opened = {0};
        SafetensorsWriter writer = SafetensorsWriter.create(
                file, (path, options) -> opened[0]++ == 0 ? FileChannel.open(path, options) : FullDisk.open(path, options));
        assertThatThrownBy(() -> {
            try (writer) {
                writer.add("w", FLOATS);
                writer.finish();
            }
        }).isInstanceOf(TensorFileException.class).hasMessageContaining("No space left on device");
        assertThat(files()).isOne();
        assertThat(file).hasContent("old");
    }

    @Test
    void refusesFoldersThatCannotBeWritten() throws IOException {
        assertThatThrownBy(() -> SafetensorsWriter.create(folder.resolve("no/m.safetensors")))
                .isInstanceOf(TensorFileException.class)
                .hasMessageContaining("its folder does not exist");
        assertThatThrownBy(() -> SafetensorsWriter.create(folder)).hasMessageContaining("it is a folder");
        assertThat(files()).isZero();
    }

    @Test
    void refusesAReadOnlyFolder() throws IOException {
        Path readOnly = Files.createDirectory(folder.resolve("ro"));
        Assumptions.assumeTrue(readOnly.toFile().setWritable(false) && !Files.isWritable(readOnly),
                "this user may write to read-only folders");
        assertThatThrownBy(() -> SafetensorsWriter.create(readOnly.resolve("m.safetensors")))
                .hasMessageContaining("read-only");
    }

    @Test
    void refusesWhatSafetensorsCannotHold() {
        try (SafetensorsWriter writer = SafetensorsWriter.create(folder.resolve("m"))) {
            writer.add("w", FLOATS);
            assertThatThrownBy(() -> writer.add("w", FLOATS)).hasMessageContaining("'w'").hasMessageContaining("taken");
            assertThatThrownBy(() -> writer.add("c", Tensor.allocate(ElementType.U4, Shape.of(2, 3))))
                    .hasMessageContainingAll("'c'", "U4", "store its bytes as U8");
        }
    }

    /** A disk that takes no bytes. */
    private static final class FullDisk {
        static FileChannel open(Path path, OpenOption... options) throws IOException {
            return new FailingChannel(FileChannel.open(path, options));
        }
    }
}
