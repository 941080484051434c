package dev.nibble.models.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.models.encoder.MiniLmEncoder;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSourceTest {
    @TempDir
    Path folder;

    @Test
    void minilmHasTheNamesAndShapesOfItsPyTorchModel() {
        try (TensorFile file = ModelSource.open("minilm")) {
            assertThat(file.names()).hasSize(102).noneMatch(name -> name.startsWith("onnx::"));
            assertThat(file.names()).containsAll(MiniLmEncoder.linearWeights());
            assertThat(file.names().stream().filter(name -> file.use(name) == Use.LINEAR))
                    .containsExactlyInAnyOrderElementsOf(MiniLmEncoder.linearWeights());
            assertThat(file.info("encoder.layer.5.intermediate.dense.weight"))
                    .isEqualTo(new TensorInfo("encoder.layer.5.intermediate.dense.weight", ElementType.F32, Shape.of(1536, 384)));
            assertThat(file.info("embeddings.position_ids").type()).isEqualTo(ElementType.I64);
            assertThat(file.aliases()).isEmpty();
        }
    }

    @Test
    void extractsAResourceOnceAndReplacesADamagedCopy() throws IOException {
        Path resource = Files.writeString(folder.resolve("resource"), "content");
        URL url = resource.toUri().toURL();
        Path cache = folder.resolve("cache/nibble");
        Path copy = ModelSource.extract(url, "m.onnx", cache);
        assertThat(copy).hasContent("content");
        Files.writeString(copy, "CONTENT");
        assertThat(ModelSource.extract(url, "m.onnx", cache)).hasContent("CONTENT");
        Files.writeString(copy, "cut");
        assertThat(ModelSource.extract(url, "m.onnx", cache)).hasContent("content");
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).containsExactly(copy);
        }
    }

    @Test
    void saysWhatToDoWhenTheCacheCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> ModelSource.extract(file.toUri().toURL(), "m.onnx", file.resolve("cache")))
                .isInstanceOf(TensorFileException.class)
                .hasMessageContaining("XDG_CACHE_HOME");
    }

    @Test
    void takesAnythingElseAsAPath() {
        assertThatThrownBy(() -> ModelSource.open("no-such-model"))
                .hasMessageContaining("no-such-model")
                .hasMessageContaining("no such file");
    }
}
