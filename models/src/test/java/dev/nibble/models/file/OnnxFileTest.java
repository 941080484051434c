package dev.nibble.models.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OnnxFileTest {
    @TempDir
    Path folder;

    private static Proto tensor(String name, int type, long... dims) {
        Proto proto = new Proto();
        for (long dim : dims) {
            proto.number(1, dim);
        }
        return proto.number(2, type).text(8, name);
    }

    private static Proto floats(String name, float[] values, long... dims) {
        return tensor(name, 1, dims).bytes(9, bytes(values));
    }

    private static byte[] bytes(float... values) {
        return Tensor.of(Shape.of(values.length), values).data().toArray(ValueLayout.JAVA_BYTE);
    }

    private static Proto node(String op, String name, String output, String... inputs) {
        Proto proto = new Proto();
        for (String input : inputs) {
            proto.text(1, input);
        }
        return proto.text(2, output).text(3, name).text(4, op);
    }

    private Path model(Proto graph) throws IOException {
        return file(new Proto().number(1, 6).message(7, graph).toBytes());
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("model.onnx"), content);
    }

    private void assertRefused(Path file, String... parts) {
        assertThatThrownBy(() -> TensorFile.of(file).close())
                .isInstanceOf(TensorFileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(parts);
    }

    @Test
    void givesAnonymousWeightsTheNameAndOrientationOfTheirLayer() throws IOException {
        Proto graph = new Proto()
                .message(1, node("MatMul", "/encoder/layer.0/query/MatMul", "h", "x", "onnx::MatMul_7"))
                .message(5, floats("onnx::MatMul_7", new float[] {1, 2, 3, 4, 5, 6}, 2, 3))
                .message(1, node("Gather", "/embeddings/words/Gather", "e", "embeddings.words.weight", "ids"))
                .message(5, floats("embeddings.words.weight", new float[] {1, 2}, 1, 2))
                .message(5, floats("encoder.layer.0.query.bias", new float[] {1, 2, 3}, 3));
        try (TensorFile file = TensorFile.of(model(graph))) {
            assertThat(file.names()).containsExactly(
                    "encoder.layer.0.query.weight", "embeddings.words.weight", "encoder.layer.0.query.bias");
            Tensor weight = file.tensor("encoder.layer.0.query.weight");
            assertThat(weight.sameBytes(Tensor.of(Shape.of(3, 2), 1, 4, 2, 5, 3, 6))).isTrue();
            assertThat(file.info("encoder.layer.0.query.weight").shape()).isEqualTo(Shape.of(3, 2));
            assertThat(file.use("encoder.layer.0.query.weight")).isEqualTo(Use.LINEAR);
            assertThat(file.use("embeddings.words.weight")).isEqualTo(Use.LOOKUP);
            assertThat(file.use("encoder.layer.0.query.bias")).isEqualTo(Use.OTHER);
        }
    }

    @Test
    void findsWeightsThatAreTied() throws IOException {
        Proto graph = new Proto()
                .message(1, node("Gather", "/embed/Gather", "e", "embed.weight", "ids"))
                .message(1, node("Transpose", "/head/Transpose", "t", "embed.weight"))
                .message(1, node("MatMul", "/head/MatMul", "y", "h", "t"))
                .message(5, floats("embed.weight", new float[] {1, 2}, 1, 2));
        try (TensorFile file = TensorFile.of(model(graph))) {
            assertThat(file.aliases()).containsExactly(java.util.Map.entry("head.weight", "embed.weight"));
            assertThat(file.use("embed.weight")).isEqualTo(Use.OTHER);
            assertThat(file.info("embed.weight").shape()).isEqualTo(Shape.of(1, 2));
        }
    }

    @Test
    void keepsGemmWeightsThatAreStoredAsOutIn() throws IOException {
        Proto transB = new Proto().text(1, "transB").number(3, 1);
        Proto graph = new Proto()
                .message(1, node("Gemm", "/fc/Gemm", "y", "x", "fc.weight", "fc.bias").message(5, transB))
                .message(5, floats("fc.weight", new float[] {1, 2}, 1, 2));
        try (TensorFile file = TensorFile.of(model(graph))) {
            assertThat(file.use("fc.weight")).isEqualTo(Use.LINEAR);
            assertThat(file.tensor("fc.weight").sameBytes(Tensor.of(Shape.of(1, 2), 1, 2))).isTrue();
        }
    }

    @Test
    void readsTypedDataPackedAndUnpacked() throws IOException {
        Proto graph = new Proto()
                .message(5, tensor("f", 1, 2).bytes(4, bytes(1.5f, -2f)))
                .message(5, tensor("h", 10, 2).bytes(5, new byte[] {(byte) 0x80, 0x78, 0}))
                .message(5, tensor("i", 7, 2).number(7, -1).number(7, 5))
                .message(5, tensor("b", 9, 1).number(5, 1));
        try (TensorFile file = TensorFile.of(model(graph))) {
            assertThat(file.tensor("f").sameBytes(Tensor.of(Shape.of(2), 1.5f, -2f))).isTrue();
            assertThat(file.info("h").type()).isEqualTo(ElementType.F16);
            assertThat(file.tensor("h").getFloat(0, 0)).isEqualTo(1f);
            assertThat(file.tensor("i").getFloat(0, 0)).isEqualTo(-1f);
            assertThat(file.tensor("b").getFloat(0, 0)).isEqualTo(1f);
        }
    }

    @Test
    void refusesDataOfAnotherSizeThanTheShape() throws IOException {
        assertRefused(model(new Proto().message(5, floats("w", new float[] {1}, 2))), "'w'", "takes 8 bytes");
        assertRefused(model(new Proto().message(5, tensor("w", 1, 1).bytes(4, new byte[5]))), "'w'", "takes 4 bytes");
        assertRefused(model(new Proto().message(5, tensor("w", 7, 3).number(7, 5))), "'w'", "takes 24 bytes");
        assertRefused(model(new Proto().message(5, tensor("w", 1, -1))), "'w'", "negative");
        assertRefused(model(new Proto().message(5, tensor("w", 1, 1L << 40, 1L << 40))), "'w'", "impossible shape");
    }

    @Test
    void refusesWhatItCannotRead() throws IOException {
        assertRefused(model(new Proto().message(5, tensor("w", 1, 2).number(14, 1))), "'w'", "another file");
        assertRefused(model(new Proto().message(5, tensor("w", 1, 2).message(13, new Proto().text(1, "location")))),
                "'w'", "another file");
        assertRefused(model(new Proto().message(5, tensor("w", 21, 2).bytes(9, new byte[1]))), "'w'", "UINT4");
        assertRefused(model(new Proto().message(5, tensor("w", 77, 2))), "'w'", "77");
        assertRefused(model(new Proto().message(5, tensor("", 1))), "without a name");
        assertRefused(model(new Proto().message(15, new Proto())), "sparse");
        Proto twice = floats("w", new float[] {1}, 1);
        assertRefused(model(new Proto().message(5, twice).message(5, twice)), "'w'", "twice");
        assertRefused(file(new Proto().number(1, 6).text(2, "p").toBytes()), "without a graph");
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] whole = Files.readAllBytes(model(new Proto()
                .message(1, node("MatMul", "/a/MatMul", "h", "x", "onnx::MatMul_7"))
                .message(5, floats("onnx::MatMul_7", new float[] {1, 2, 3, 4}, 2, 2))));
        for (int length = 3; length < whole.length; length++) {
            assertRefused(file(Arrays.copyOf(whole, length)), "damaged or cut off");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 40, Long.MAX_VALUE, -1, -5})
    void refusesHugeAndNegativeLengths(long length) throws IOException {
        assertRefused(model(new Proto().claim(5, length, new byte[4])), "damaged or cut off");
        assertRefused(model(new Proto().message(5, tensor("w", 1, 2).claim(9, length, new byte[4]))), "damaged or cut off");
    }

    @Test
    void refusesOverlongNumbersAndUnknownWireTypes() throws IOException {
        int[] overlong = {0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01};
        assertRefused(model(new Proto().raw(overlong)), "more than 64 bits");
        assertRefused(model(new Proto().raw(0x0B)), "wire type 3");
        assertRefused(model(new Proto().raw(0x00)), "field number 0");
    }

    @Test
    void refusesGraphsThatAreNestedTooDeep() throws IOException {
        Proto graph = new Proto();
        for (int depth = 0; depth < 200; depth++) {
            Proto body = new Proto().text(1, "body").message(6, graph);
            graph = new Proto().message(1, node("If", "n", "y").message(5, body));
        }
        assertRefused(model(graph), "nested deeper");
    }

    @Test
    void findsWeightsInBodiesOfControlFlow() throws IOException {
        Proto body = new Proto().text(1, "body").message(6, new Proto().message(5, floats("inner", new float[] {1}, 1)));
        Proto graph = new Proto().message(1, node("If", "n", "y").message(5, body));
        try (TensorFile file = TensorFile.of(model(graph))) {
            assertThat(file.names()).containsExactly("inner");
        }
    }

    @Test
    void saysWhatAFileOfAnotherKindIs() throws IOException {
        assertRefused(file("GGUF----------".getBytes()), "GGUF");
        assertRefused(file(new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0}), "PyTorch");
        assertRefused(file("hello world, this is text".getBytes()), "no known kind", "safetensors and ONNX");
    }
}
