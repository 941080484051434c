package dev.nibble.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.tensor.Tensor;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Made-up statistics are what the statistics of their own sample would be. */
class SyntheticActivationsTest {
    @Test
    void theGramMatrixIsThatOfTheSampleInFloat64() {
        ActivationStats stats = SyntheticActivations.of(Set.of(Need.SAMPLES, Need.GRAM), 20, 3);
        Tensor samples = stats.samples().orElseThrow();
        double[] row = new double[20];
        for (int i = 0; i < 20; i++) {
            stats.readGramRow(i, row);
            for (int j = 0; j < 20; j++) {
                double sum = 0;
                for (long r = 0; r < stats.rows(); r++) {
                    sum += (double) samples.getFloat(r, i) * samples.getFloat(r, j);
                }
                assertThat(row[j]).as("row %d, column %d", i, j).isCloseTo(sum, within(1e-9 * Math.abs(sum)));
            }
        }
    }

    @Test
    void givesOnlyWhatIsAskedFor() {
        ActivationStats stats = SyntheticActivations.of(Set.of(Need.MOMENTS), 20, 3);
        assertThat(stats.samples()).isEmpty();
        assertThat(stats.gram()).isEmpty();
    }
}
