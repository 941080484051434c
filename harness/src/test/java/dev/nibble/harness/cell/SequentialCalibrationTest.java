package dev.nibble.harness.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SequentialCalibrationTest {
    @Test
    void comesBackFromItsText() {
        String text = "corrected:" + CalibrationTexts.ADDRESSES;
        assertThat(SequentialCalibration.of(text).text()).isEqualTo(text);
        assertThat(SequentialCalibration.of(text).mode()).isEqualTo(SequentialMode.CORRECTED);
    }

    @Test
    void whatIsNoneIsRefused() {
        assertThatThrownBy(() -> SequentialCalibration.of("none:" + CalibrationTexts.ADDRESSES))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("plain or corrected");
        assertThatThrownBy(() -> SequentialCalibration.of("plain"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("MODE:TEXTS").hasMessageContaining("'plain'");
    }
}
