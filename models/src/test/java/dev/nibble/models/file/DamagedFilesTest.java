package dev.nibble.models.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.FormatText;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.ZeroKind;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.quantized.QuantizedModelFile;
import dev.nibble.models.quantized.QuantizedModelWriter;
import dev.nibble.models.quantized.QuantizedWeight;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files with random damage are read, or refused with the one exception that says why; nothing else happens. */
@Timeout(120)
class DamagedFilesTest {
    private static final int ROUNDS = 2000;
    private static final List<String> NUMBERS = List.of("0", "1", "2", "5", "7", "-1", "-9223372036854775808", "255", "65536",
            "2147483647", "4294967296", "999999999999", "4611686018427387904", "9223372036854775807", "18446744073709551616",
            "1e9", "0.5");

    @TempDir
    Path folder;

    private void damage(byte[] whole, Consumer<Path> read) throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = damaged(whole, random);
            // A file of its own for each round: one that is still mapped must not be cut off.
            Path file = Files.write(folder.resolve("damaged" + round), bytes);
            try {
                read.accept(file);
            } catch (TensorFileException e) {
                refused++;
                assertThat(e).hasMessageContaining(file.toString());
            } catch (RuntimeException e) {
                fail("round " + round, e);
            }
            Files.delete(file);
        }
        assertThat(refused).isGreaterThan(ROUNDS / 10);
    }

    /** Other bytes, a piece cut out or put in twice, the end cut off, or a number made huge, small or negative. */
    private static byte[] damaged(byte[] whole, SplittableRandom random) {
        int at = random.nextInt(whole.length);
        int length = Math.min(random.nextInt(1, 20), whole.length - at);
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(whole, at);
            case 1 -> joined(Arrays.copyOf(whole, at), Arrays.copyOfRange(whole, at + length, whole.length));
            case 2 -> joined(Arrays.copyOf(whole, at + length), Arrays.copyOfRange(whole, at, whole.length));
            case 3 -> otherNumber(whole, random);
            default -> {
                byte[] bytes = whole.clone();
                for (int i = random.nextInt(1, 4); i > 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                yield bytes;
            }
        };
    }

    /** Puts another number where digits stand: sizes and shapes that lie, up to more than memory or a long can hold. */
    private static byte[] otherNumber(byte[] whole, SplittableRandom random) {
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        List<MatchResult> numbers = Pattern.compile("\\d+").matcher(text).results().toList();
        if (numbers.isEmpty()) {
            return Arrays.copyOf(whole, whole.length - 1);
        }
        MatchResult number = numbers.get(random.nextInt(numbers.size()));
        String other = NUMBERS.get(random.nextInt(NUMBERS.size()));
        String header = text.substring(0, number.start()) + other + text.substring(number.end());
        byte[] bytes = header.getBytes(StandardCharsets.ISO_8859_1);
        // The header's own length stays right, so that the lie gets as far as it can.
        if (number.start() >= Long.BYTES) {
            ByteBuffer length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            length.putLong(0, length.getLong(0) + other.length() - (number.end() - number.start()));
        }
        return bytes;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static void readAll(Path file) {
        try (TensorFile opened = TensorFile.of(file)) {
            opened.names().forEach(opened::tensor);
            opened.names().forEach(opened::use);
            opened.aliases();
        }
    }

    @Test
    void safetensors() throws IOException {
        Path file = folder.resolve("whole");
        try (SafetensorsWriter writer = SafetensorsWriter.create(file)) {
            writer.add("a.weight", Tensor.of(Shape.of(2, 2), 1, 2, 3, 4));
            writer.add("b", Tensor.of(Shape.of(1), 1));
            writer.putMetadata("tied", "b");
            writer.finish();
        }
        damage(Files.readAllBytes(file), DamagedFilesTest::readAll);
    }

    @Test
    void onnx() throws IOException {
        byte[] values = Tensor.of(Shape.of(4), 1, 2, 3, 4).data().toArray(ValueLayout.JAVA_BYTE);
        Proto raw = new Proto().number(1, 2).number(1, 2).number(2, 1).text(8, "onnx::MatMul_7").bytes(9, values);
        Proto typed = new Proto().number(1, 2).number(2, 7).text(8, "ids").number(7, 300).number(7, -1);
        Proto node = new Proto().text(1, "x").text(1, "onnx::MatMul_7").text(2, "y").text(3, "/a/b/MatMul").text(4, "MatMul");
        Proto graph = new Proto().message(1, node).message(5, raw).message(5, typed);
        damage(new Proto().number(1, 6).message(7, graph).toBytes(), DamagedFilesTest::readAll);
    }

    @Test
    void quantizedModels() throws IOException {
        Path file = folder.resolve("whole");
        Format format = new AffineFormat(3, Grouping.of(4, 1), ZeroKind.FLOAT);
        try (QuantizedModelWriter writer = QuantizedModelWriter.create(file)) {
            writer.add("w", QuantizedWeight.of(format.encode(Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6))));
            writer.keep("b", Tensor.of(Shape.of(1), 1), "1-D");
            writer.finish();
        }
        AffineFormat.Provider provider = new AffineFormat.Provider();
        damage(Files.readAllBytes(file), path -> {
            try (QuantizedModelFile opened = QuantizedModelFile.open(path, text -> provider.parse(FormatText.parse(text)))) {
                opened.names().forEach(opened::tensor);
            }
        });
    }
}
