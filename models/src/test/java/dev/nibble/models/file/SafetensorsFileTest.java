package dev.nibble.models.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsFileTest {
    @TempDir
    Path folder;

    private Path write(String header, int dataBytes) throws IOException {
        return write(header, header.getBytes(StandardCharsets.UTF_8).length, dataBytes);
    }

    private Path write(String header, long claimed, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(claimed).put(json);
        return Files.write(folder.resolve("model.safetensors"), bytes.array());
    }

    private static String entry(String name, String dtype, String shape, long begin, long end) {
        return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin + "," + end + "]}";
    }

    private void assertRefused(Path file, String... parts) {
        assertThatThrownBy(() -> TensorFile.of(file))
                .isInstanceOf(TensorFileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(parts);
    }

    @Test
    void readsTensorsMetadataAndAliases() throws IOException {
        Path file = write("{\"__metadata__\":{\"format\":\"pt\",\"head\":\"b\"}," + entry("b", "F32", "[2]", 4, 12) + ","
                + entry("a", "U8", "[2,2]", 0, 4) + "}   ", 12);
        try (TensorFile opened = TensorFile.of(file)) {
            assertThat(opened).isInstanceOf(SafetensorsFile.class);
            assertThat(opened.names()).containsExactly("b", "a");
            assertThat(opened.info("a")).isEqualTo(new TensorInfo("a", ElementType.U8, Shape.of(2, 2)));
            assertThat(opened.tensor("b").data().isReadOnly()).isTrue();
            assertThat(opened.metadata()).containsEntry("format", "pt");
            assertThat(opened.aliases()).containsExactly(java.util.Map.entry("head", "b"));
            assertThatThrownBy(() -> opened.tensor("c")).hasMessageContaining("no tensor 'c'");
        }
    }

    @Test
    void refusesATruncatedFile() throws IOException {
        assertRefused(write("{" + entry("w", "F32", "[4]", 0, 16) + "}", 12), "'w'", "cut off");
        assertRefused(write("{" + entry("w", "F32", "[4]", 0, 16) + "}", 5000, 16), "cut off", "5000");
        assertRefused(Files.write(folder.resolve("short"), new byte[] {1, 2, 3}), "no known kind");
        assertRefused(Files.write(folder.resolve("empty"), new byte[0]), "is empty");
        assertRefused(folder.resolve("absent"), "there is no such file");
        assertRefused(folder, "is a folder");
    }

    @ParameterizedTest
    @CsvSource({"100000001", "9223372036854775807"})
    void refusesAnOversizedHeaderBeforeReadingIt(long claimed) throws IOException {
        assertRefused(write("{}", claimed, 0), "claims a header of " + claimed);
    }

    @Test
    void refusesOverlapsAndGapsAndLeftovers() throws IOException {
        String first = entry("a", "F32", "[4]", 0, 16);
        assertRefused(write("{" + first + "," + entry("b", "F32", "[4]", 8, 24) + "}", 24), "'b'", "overlaps");
        assertRefused(write("{" + first + "," + entry("b", "F32", "[4]", 20, 36) + "}", 36), "'b'", "gap from byte 16");
        assertRefused(write("{" + first + "}", 20), "4 bytes after its last tensor");
    }

    @Test
    void refusesSizesThatDoNotFitTheShape() throws IOException {
        assertRefused(write("{" + entry("w", "F32", "[3]", 0, 16) + "}", 16), "'w'", "takes 12 bytes");
        assertRefused(write("{" + entry("w", "F32", "[4294967296,4294967296]", 0, 0) + "}", 0), "'w'", "impossible shape");
        assertRefused(write("{" + entry("w", "F64", "[4611686018427387904]", 0, 0) + "}", 0), "'w'", "impossible shape");
        assertRefused(write("{" + entry("w", "F32", "[-1]", 0, 0) + "}", 0), "'w'", "negative");
        assertRefused(write("{" + entry("w", "F32", "[1]", 8, 4) + "}", 8), "'w'", "data_offsets");
        assertRefused(write("{" + entry("w", "F32", "[99999999999999999999]", 0, 4) + "}", 4), "not valid JSON");
    }

    @ParameterizedTest
    @CsvSource({"F4", "F6_E2M3", "F7_X"})
    void namesTensorAndDtypeItCannotRead(String dtype) throws IOException {
        assertRefused(write("{" + entry("w", dtype, "[2]", 0, 1) + "}", 1), "'w'", dtype, "BF16");
    }

    @Test
    void refusesMalformedHeaders() throws IOException {
        String tensor = entry("w", "U8", "[1]", 0, 1);
        assertRefused(write("{" + tensor + "," + tensor + "}", 1), "not valid JSON", "uplicate");
        assertRefused(write("{" + tensor + "} x", 1), "not valid JSON");
        assertRefused(write("{" + tensor + "}{}", 1), "goes on after");
        assertRefused(write("{\"w\":[]}", 0), "'w'", "START_OBJECT");
        assertRefused(write("{\"w\":{\"dtype\":\"U8\"}}", 0), "'w'", "lacks");
        assertRefused(write("{\"w\":{\"x\":" + "[".repeat(100) + "]".repeat(100) + "}}", 0), "not valid JSON", "epth");
        assertRefused(write("{\"__metadata__\":{\"a\":1}}", 0), "__metadata__", "'a'");
    }

    @ParameterizedTest
    @EnumSource(value = ElementType.class, mode = EnumSource.Mode.MATCH_NONE, names = "U[1-7]")
    void readsBackEveryType(ElementType type) {
        Path file = folder.resolve("all.safetensors");
        Tensor tensor = Tensor.allocate(type, Shape.of(3, 5));
        for (long i = 0; i < tensor.byteSize(); i++) {
            tensor.data().set(java.lang.foreign.ValueLayout.JAVA_BYTE, i, (byte) (i * 37));
        }
        try (SafetensorsWriter writer = SafetensorsWriter.create(file)) {
            writer.add("w", tensor);
            writer.finish();
        }
        try (TensorFile opened = TensorFile.of(file)) {
            assertThat(opened.tensor("w").sameBytes(tensor)).isTrue();
        }
    }
}
