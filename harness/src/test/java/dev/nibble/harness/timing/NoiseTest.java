package dev.nibble.harness.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NoiseTest {
    @Test
    void theMedianIsTheMiddle() {
        assertThat(Noise.median(new double[] {3, 1, 2})).isEqualTo(2);
        assertThat(Noise.median(new double[] {4, 1, 2, 3})).isEqualTo(2.5);
    }

    @Test
    void equalSamplesHaveNoNoiseAndTooFewAreUnknown() {
        assertThat(Noise.ofMedian(new double[] {7, 7, 7, 7})).isZero();
        assertThat(Noise.ofMedian(new double[] {7, 7})).isInfinite();
    }

    @Test
    void noiseShrinksWithTheRootOfTheSamplesAndIsTheSameEachTime() {
        double few = Noise.ofMedian(normal(25));
        double many = Noise.ofMedian(normal(2500));
        // The median of n normal samples has a deviation of 1.25 sigma / sqrt(n), and the half width is 1.96 of them.
        assertThat(few).isBetween(0.02, 0.1);
        assertThat(many).isBetween(0.003, 0.008);
        assertThat(Noise.ofMedian(normal(25))).isEqualTo(few);
    }

    private static double[] normal(int count) {
        SplittableRandom random = new SplittableRandom(42);
        double[] samples = new double[count];
        for (int i = 0; i < count; i++) {
            samples[i] = 10 + random.nextGaussian();
        }
        return samples;
    }
}
