package dev.nibble.models.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** On rows in which the input is off: W' against the normal equations, and against what it is for. */
class InputCorrectionTest {
    private static final int ROWS = 403;
    private static final int K = 137;
    private static final int OUT = 70;

    private final Random random = new Random(4);
    private final float[] x = values(ROWS * K, 1);
    private final float[] y = x.clone();
    private final Tensor weight = Tensor.of(Shape.of(OUT, K), values(OUT * K, 0.1f));

    private float[] values(int count, float scale) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() * scale;
        }
        return values;
    }

    private static ActivationStats stats(float[] rows) {
        LayerCapture capture = new LayerCapture("layer", K, CaptureOptions.standard().withGram());
        capture.addBatch(rows.length / K, rows);
        return capture.finish();
    }

    private static Tensor corrected(float[] x, float[] y, Tensor weight) {
        CrossMoment cross = new CrossMoment(K);
        // In batches that are no multiple of a block.
        for (int from = 0; from < ROWS; from += 150) {
            int to = Math.min(ROWS, from + 150);
            cross.add(to - from, java.util.Arrays.copyOfRange(x, from * K, to * K), java.util.Arrays.copyOfRange(y, from * K, to * K));
        }
        return InputCorrection.of(stats(y), cross.matrix()).corrected(weight);
    }

    @Test
    void theCorrectedWeightSolvesTheNormalEquations() {
        for (int i = 0; i < y.length; i++) {
            y[i] += 0.2f * x[(i + 1) % y.length] + 0.1f * (float) random.nextGaussian();
        }
        Tensor made = corrected(x, y, weight);
        double trace = 0;
        for (float value : y) {
            trace += (double) value * value;
        }
        double lambda = 0.01 * trace / K;
        for (int o : new int[] {0, 1, 63, 64, OUT - 1}) {
            double[] gradient = new double[K];
            double largest = 0;
            for (int r = 0; r < ROWS; r++) {
                double residual = 0;
                for (int k = 0; k < K; k++) {
                    residual += (double) x[r * K + k] * weight.getFloat(o, k) - (double) y[r * K + k] * made.getFloat(o, k);
                }
                for (int k = 0; k < K; k++) {
                    gradient[k] += y[r * K + k] * residual;
                    largest = Math.max(largest, Math.abs(y[r * K + k] * residual));
                }
            }
            for (int k = 0; k < K; k++) {
                double zero = gradient[k] + lambda * ((double) weight.getFloat(o, k) - made.getFloat(o, k));
                assertThat(zero).as("row %d, channel %d", o, k).isCloseTo(0, within(1e-3 * largest));
            }
        }
    }

    @Test
    void outputsComeNearerToThoseOfTheInputAsItShouldBe() {
        for (int i = 0; i < y.length; i++) {
            y[i] = 0.8f * x[i] + 0.05f * (float) random.nextGaussian();
        }
        double before = error(weight);
        double after = error(corrected(x, y, weight));
        assertThat(after).isLessThan(0.3 * before);
    }

    /** ||X W^T - Y V^T||. */
    private double error(Tensor v) {
        double squares = 0;
        for (int r = 0; r < ROWS; r++) {
            for (int o = 0; o < OUT; o++) {
                double off = 0;
                for (int k = 0; k < K; k++) {
                    off += (double) x[r * K + k] * weight.getFloat(o, k) - (double) y[r * K + k] * v.getFloat(o, k);
                }
                squares += off * off;
            }
        }
        return Math.sqrt(squares);
    }

    @Test
    void anInputWithoutErrorsLeavesTheWeightAsItIs() {
        assertThat(corrected(x, x, weight).sameBytes(weight)).isTrue();
        float[] zero = new float[ROWS * K];
        assertThat(corrected(zero, zero, weight).sameBytes(weight)).as("nor does one that is zero throughout").isTrue();
    }
}
