package dev.nibble.models.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.StaticRange;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerCaptureTest {
    private static final int K = 13;

    private static float[] rows(int m, long seed) {
        Random random = new Random(seed);
        float[] x = new float[m * K];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian() * (1 + i % K);
        }
        return x;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 33, 100})
    void statisticsAreThoseOfAllRowsHoweverTheyCome(int m) {
        float[] x = rows(m, 5);
        LayerCapture capture = new LayerCapture("q", K, new CaptureOptions(7, true, 1 << 20, 0, 3));
        capture.add(m / 2, x);
        capture.add(m - m / 2, java.util.Arrays.copyOfRange(x, m / 2 * K, m * K));
        ActivationStats stats = capture.finish();
        assertThat(stats.rows()).isEqualTo(m);
        double[] gram = new double[K];
        for (int i = 0; i < K; i++) {
            double absolute = 0;
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            for (int r = 0; r < m; r++) {
                absolute += Math.abs(x[r * K + i]);
                min = Math.min(min, x[r * K + i]);
                max = Math.max(max, x[r * K + i]);
            }
            assertThat((double) stats.meanAbs().getFloat(0, i)).isCloseTo(absolute / m, within(1e-6 * absolute));
            assertThat((double) stats.min().getFloat(0, i)).isEqualTo(min);
            assertThat((double) stats.max().getFloat(0, i)).isEqualTo(max);
            stats.readGramRow(i, gram);
            for (int j = 0; j < K; j++) {
                double sum = 0;
                for (int r = 0; r < m; r++) {
                    sum += (double) x[r * K + i] * x[r * K + j];
                }
                assertThat(gram[j]).as("X^T X at %d, %d", i, j).isCloseTo(sum, within(1e-10 * (1 + Math.abs(sum))));
            }
            assertThat((double) stats.meanSquare().getFloat(0, i)).isCloseTo(gram[i] / m, within(1e-5 * gram[i]));
        }
    }

    @Test
    void theSampleIsSeededHasNoRowTwiceAndReachesTheLastRows() {
        float[] x = new float[1000 * K];
        for (int r = 0; r < 1000; r++) {
            x[r * K] = r;
        }
        float[] one = sample(x, 1);
        assertThat(sample(x, 1)).containsExactly(one);
        assertThat(sample(x, 2)).isNotEqualTo(one);
        Set<Float> distinct = new HashSet<>();
        double mean = 0;
        for (float row : one) {
            distinct.add(row);
            mean += row / one.length;
        }
        assertThat(distinct).hasSize(64);
        // Uniform over 0..999: the mean of 64 has the standard deviation 35.
        assertThat(mean).isBetween(350.0, 650.0);
    }

    private static float[] sample(float[] x, long seed) {
        LayerCapture capture = new LayerCapture("q", K, new CaptureOptions(64, false, 0, 0, seed));
        capture.add(1000, x);
        var samples = capture.finish().samples().orElseThrow();
        float[] first = new float[64];
        for (int r = 0; r < 64; r++) {
            first[r] = samples.getFloat(r, 0);
        }
        return first;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 0.9})
    void inputAndOutputScalesFollowTheClosedFormOfTheMovingAverage(double m) {
        // The first batch has the scale 1.0 exactly, which is not "nothing seen yet".
        double[] a = {127, 3, 254, 60.5, 127, 1e-3};
        LayerCapture capture = new LayerCapture("q", K, new CaptureOptions(1, false, 0, m, 0));
        for (int t = 0; t < a.length; t++) {
            capture.add(1, rows(1, t));
            capture.inputBatch((float) -a[t], (float) (a[t] / 2));
            capture.outputBatch((float) (-a[t] / 4), (float) (2 * a[t]));
            double input = closedForm(a, t, m) / 127;
            ActivationStats stats = capture.finish();
            assertThat(stats.inputRange().orElseThrow().int8Scale()).isCloseTo(input, within(1e-6 * input));
            assertThat(stats.outputRange().orElseThrow().int8Scale()).isCloseTo(2 * input, within(2e-6 * input));
            assertThat(stats.inputRange().orElseThrow().min()).isCloseTo(-127 * input, within(1e-4 * input));
            assertThat(stats.outputRange().orElseThrow().min()).isCloseTo(-127 * input / 4, within(1e-4 * input));
        }
    }

    /** m^t a_0 + (1 - m) sum over i = 1 .. t of m^(t - i) a_i. */
    private static double closedForm(double[] a, int t, double m) {
        double sum = Math.pow(m, t) * a[0];
        for (int i = 1; i <= t; i++) {
            sum += (1 - m) * Math.pow(m, t - i) * a[i];
        }
        return sum;
    }

    @Test
    void aBatchOfScaleOneIsABatchLikeAnyOther() {
        StaticRange range = StaticRange.start(0.5).next(-127, 0).next(-381, 0);
        assertThat(range.int8Scale()).isEqualTo(2.0);
        assertThat(StaticRange.start(0.5).next(0, 0).next(-127, 127).int8Scale()).as("a batch of zeros counts too").isEqualTo(0.5);
    }

    @Test
    void valuesThatAreNotFiniteAreNamedByLayerAndChannel() {
        float[] x = rows(3, 1);
        x[2 * K + 4] = Float.NaN;
        LayerCapture capture = new LayerCapture("encoder.q", K, CaptureOptions.standard());
        assertThatThrownBy(() -> capture.add(3, x)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layer 'encoder.q'").hasMessageContaining("channel 4 of row 2 is NaN");
        assertThatThrownBy(() -> new LayerCapture("encoder.q", K, CaptureOptions.standard()).finish())
                .hasMessageContaining("has seen no activations");
    }

    @Test
    void gramMatricesBeyondTheBoundAreRefusedBeforeTheyAreMade() {
        CaptureOptions options = new CaptureOptions(1, true, 100 << 20, 0, 0);
        options.requireRoom(java.util.List.of(1000, 2000));
        assertThatThrownBy(() -> options.requireRoom(java.util.List.of(3000, 3000)))
                .hasMessageContaining("take 137 MiB, and 100 MiB are allowed");
    }
}
