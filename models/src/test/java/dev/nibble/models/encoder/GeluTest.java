package dev.nibble.models.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeluTest {
    /** Values of Python's math.erf. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.5, 0.5204998778130465",
        "1, 0.8427007929497149",
        "2, 0.9953222650189527",
        "-1.5, -0.9661051464753108",
        "6, 1",
    })
    void erfIsExactToTheBoundOfItsSource(double x, double expected) {
        assertThat(Gelu.erf(x)).isCloseTo(expected, within(1.5e-7));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0.8413447", "-1, -0.15865525", "10, 10", "-40, 0"})
    void passesLargeValuesAndStopsSmallOnes(float x, float expected) {
        float[] values = {x};
        Gelu.apply(values);
        assertThat(values[0]).isCloseTo(expected, within(1e-6f));
    }
}
