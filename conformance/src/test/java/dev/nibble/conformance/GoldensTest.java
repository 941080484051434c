package dev.nibble.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldensTest {
    @TempDir
    private Path folder;

    @Test
    void readsTheTensorsOfASafetensorsFile() throws IOException {
        byte[] header = ("{\"a/codes\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},"
                + "\"a/scale\": {\"dtype\": \"F32\", \"shape\": [1, 2], \"data_offsets\": [3, 11]}}").getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 11).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header).put(new byte[] {1, 2, 3}).putFloat(0.5f).putFloat(-2);
        Files.write(folder.resolve("g.safetensors"), file.array());

        Goldens goldens = Goldens.file(folder.resolve("g.safetensors")).orElseThrow();

        assertThat(goldens.tensors().keySet()).containsExactly("a/codes", "a/scale");
        assertThat(goldens.tensor("a/codes").type()).isEqualTo(ElementType.U8);
        assertThat(goldens.tensor("a/scale").shape()).isEqualTo(Shape.of(1, 2));
        assertThat(goldens.tensor("a/scale").getFloat(0, 1)).isEqualTo(-2);
        assertThatThrownBy(() -> goldens.tensor("a/zero")).hasMessage("no golden a/zero among [a/codes, a/scale]");
    }

    @Test
    void aFileThatIsNotThereIsNone() {
        assertThat(Goldens.file(folder.resolve("nowhere.safetensors"))).isEmpty();
        assertThatThrownBy(() -> Goldens.resource("nowhere")).hasMessage("there is no resource /goldens/nowhere");
    }
}
