package dev.nibble.models.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.quantizer.Calibration;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.SafetensorsFile;
import dev.nibble.models.file.SafetensorsWriter;
import dev.nibble.models.file.TensorFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationFileTest {
    private static final int K = 8;

    @TempDir
    Path folder;

    private Path model;
    private Path activations;

    @BeforeEach
    void files() {
        model = write("model", Map.of("a.weight", matrix(4, K, 1), "b.weight", matrix(6, K, 2), "a.bias", matrix(1, 4, 3)));
        activations = write("x", Map.of("a", matrix(20, K, 4), "b", matrix(5, K, 5)));
    }

    private Path write(String name, Map<String, Tensor> tensors) {
        Path path = folder.resolve(name + ".safetensors");
        try (SafetensorsWriter out = SafetensorsWriter.create(path)) {
            tensors.forEach(out::add);
            out.finish();
        }
        return path;
    }

    private static Tensor matrix(int rows, int cols, long seed) {
        Random random = new Random(seed);
        float[] values = new float[rows * cols];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(Shape.of(rows, cols), values);
    }

    private Path calibrate(Path activationsFile) {
        Path target = folder.resolve("calibration.safetensors");
        try (SafetensorsFile of = SafetensorsFile.open(model); SafetensorsFile x = SafetensorsFile.open(activationsFile)) {
            Calibration calibration = new Capture(CaptureOptions.standard().withGram(), (_, _) -> { }).ofMatrices(of, x);
            CalibrationFile.write(target, calibration, Map.of("texts", "none"));
        }
        return target;
    }

    @Test
    void comesBackAsItWasSaved() {
        try (SafetensorsFile of = SafetensorsFile.open(model); SafetensorsFile x = SafetensorsFile.open(activations);
                CalibrationFile file = CalibrationFile.open(calibrate(activations))) {
            Calibration again = new Capture(CaptureOptions.standard().withGram(), (_, _) -> { }).ofMatrices(of, x);
            assertThat(file.calibration().contentHash()).isEqualTo(again.contentHash()).matches("[0-9a-f]{64}");
            assertThat(file.about()).containsExactly(Map.entry("texts", "none"));
            var expected = again.layer("a.weight").orElseThrow();
            var stats = file.calibration().layer("a.weight").orElseThrow();
            assertThat(stats.rows()).isEqualTo(20);
            assertThat(stats.gram().orElseThrow().sameBytes(expected.gram().orElseThrow())).isTrue();
            assertThat(stats.samples().orElseThrow().sameBytes(x.tensor("a"))).isTrue();
            assertThat(stats.inputRange()).isEqualTo(expected.inputRange());
            assertThat(stats.outputRange()).isEmpty();
            file.requireFits(of);
            assertThat(file.missing(List.of("a.weight", "c.weight"))).containsExactly("c.weight");
        }
    }

    @Test
    void aChangedFileIsRefused() throws IOException {
        Path path = calibrate(activations);
        byte[] bytes = Files.readAllBytes(path);
        bytes[bytes.length - 1] ^= 1;
        Files.write(path, bytes);
        assertThatThrownBy(() -> CalibrationFile.open(path)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("was changed after it was written");
        assertThatThrownBy(() -> CalibrationFile.open(model)).hasMessageContaining("no calibration: it lacks nibble.calibration");
    }

    @Test
    void aCalibrationOfAnotherModelIsRefusedWithTheReason() {
        try (CalibrationFile file = CalibrationFile.open(calibrate(activations))) {
            refused(file, Map.of("a.weight", matrix(4, K, 1)), "that has no layer 'b'");
            refused(file, Map.of("a.weight", matrix(4, K, 1), "b.weight", matrix(6, 4, 2)), "its layer 'b' takes 4 channels");
            refused(file, Map.of("a.weight", matrix(4, K, 1), "b.weight", matrix(6, K, 9)), "weights differ");
        }
    }

    private void refused(CalibrationFile file, Map<String, Tensor> tensors, String reason) {
        try (SafetensorsFile other = SafetensorsFile.open(write("other", tensors))) {
            assertThatThrownBy(() -> file.requireFits(other)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is a calibration of another model").hasMessageContaining(reason)
                    .hasMessageContaining("nibble calibrate");
        }
    }

    @Test
    void activationsThatFitNoLayerAreRefused() {
        assertThatThrownBy(() -> calibrate(write("y", Map.of("c", matrix(20, K, 4))))).hasMessageContaining("there is no layer 'c'");
        assertThatThrownBy(() -> calibrate(write("y", Map.of("a", matrix(20, 4, 4)))))
                .hasMessageContaining("layer 'a'").hasMessageContaining("F32[20x4]").hasMessageContaining("rows of 8");
    }

    @Test
    void warnsOfLayersAndChannelsWithTooLittle() {
        Tensor dead = matrix(5, K, 5);
        for (int r = 0; r < 5; r++) {
            dead.setFloat(r, 2, 0);
            dead.setFloat(r, 7, -0f);
        }
        try (CalibrationFile file = CalibrationFile.open(calibrate(write("y", Map.of("a", matrix(20, K, 4), "b", dead))))) {
            assertThat(CalibrationWarnings.of(file.calibration())).satisfiesExactly(
                    few -> assertThat(few).startsWith("layer 'b' saw 5 rows for 8 channels"),
                    channels -> assertThat(channels).isEqualTo("layer 'b': 2 of 8 channels were 0 in all 5 rows: 2, 7"));
        }
    }
}
