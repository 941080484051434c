package dev.nibble.benchmarks.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void quartilesLieBetweenRanks() {
        assertThat(Spread.of(4, 1, 3, 2)).isEqualTo(new Spread(1.75, 2.5, 3.25));
        assertThat(Spread.of(50, 10, 20, 40, 30)).isEqualTo(new Spread(20, 30, 40));
    }

    @Test
    void oneSampleIsAllThree() {
        assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7));
    }

    @Test
    void samplesKeepTheirOrder() {
        double[] samples = {3, 1, 2};
        Spread.of(samples);
        assertThat(samples).containsExactly(3, 1, 2);
    }

    @Test
    void noSamplesHaveNoMedian() {
        assertThatThrownBy(Spread::of).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no samples");
    }
}
