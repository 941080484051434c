package dev.nibble.api.quantizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedInputsTest {
    /** Of one row, which is the sample too. */
    private static ActivationStats stats(float... row) {
        Shape shape = Shape.of(row.length);
        float[] absolute = row.clone();
        float[] squares = row.clone();
        for (int k = 0; k < row.length; k++) {
            absolute[k] = Math.abs(row[k]);
            squares[k] *= row[k];
        }
        return new ActivationStats(1, Tensor.of(shape, absolute), Tensor.of(shape, squares), Tensor.of(shape, row),
                Tensor.of(shape, row), Optional.of(Tensor.of(Shape.of(1, row.length), row)), Optional.empty());
    }

    @Test
    void layersWhoseStatisticsAreTheSameToTheByteShareAnInput() {
        Calibration calibration = new Calibration("", "", Map.of("q", stats(1, -2), "k", stats(1, -2), "up", stats(1, 2),
                "wide", stats(1, -2, 0), "v", stats(1, -2)));
        assertThat(calibration.sharedInputs(List.of("q.weight", "up.weight", "k.weight", "wide", "unknown", "v")))
                .containsExactly(List.of("q.weight", "k.weight", "v"), List.of("up.weight"), List.of("wide"), List.of("unknown"));
    }

    @Test
    void anInputThatWasZeroThroughoutIsNotKnownToBeShared() {
        Calibration calibration = new Calibration("", "", Map.of("a", stats(0, 0), "b", stats(0, 0)));
        assertThat(calibration.sharedInputs(List.of("a", "b"))).containsExactly(List.of("a"), List.of("b"));
    }
}
