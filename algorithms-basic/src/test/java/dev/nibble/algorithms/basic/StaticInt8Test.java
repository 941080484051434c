package dev.nibble.algorithms.basic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Int8Static;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.ActivationChoice;
import dev.nibble.api.quantizer.ActivationQuantizer;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.StaticRange;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticInt8Test {
    private static final int K = 48;
    private static final StaticInt8 STATIC = new StaticInt8();

    private static ActivationStats stats(Tensor samples, float low, float high, Optional<StaticRange> range) {
        Shape shape = Shape.of(samples.shape().rowLength());
        float[] lows = new float[shape.rowLength()];
        float[] highs = new float[shape.rowLength()];
        lows[1] = low;
        highs[2] = high;
        return new ActivationStats(100, Tensor.of(shape, highs), Tensor.of(shape, highs), Tensor.of(shape, lows),
                Tensor.of(shape, highs), Optional.of(samples), Optional.empty(), range, Optional.empty());
    }

    /** Normal inputs, one of them far out, and their own extremes. */
    private static ActivationStats outliers() {
        Random random = new Random(4);
        Tensor samples = Matrices.fill(512, K, i -> i == 7000 ? 60 : random.nextGaussian() + 0.3);
        float low = 0;
        float high = 0;
        for (float value : Matrices.values(samples)) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return stats(samples, low, high, Optional.empty());
    }

    private static ActivationStats ranged(StaticRange range) {
        return stats(Matrices.fill(4, K, i -> i % 3 - 1), -1, 1, Optional.of(range));
    }

    private static ActivationChoice choose(ActivationStats stats, String range, boolean zero) {
        return STATIC.choose(new QuantizeRequest("layer.q", Matrices.fill(2, K, i -> i), Matrices.format("dense:f32"),
                Settings.of(STATIC.options(), Map.of("range", range, "zero", "" + zero)), Optional.of(stats), 1));
    }

    private static Int8Static chosen(ActivationStats stats, String range, boolean zero) {
        return (Int8Static) choose(stats, range, zero).activation();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 0.9})
    void averageIsTheMovingAverageOfTheBatches(double momentum) {
        double[][] batches = {{-2, 3}, {-6, 1}, {-1, 8}, {-0.5, 4}};
        StaticRange range = StaticRange.start(momentum);
        double[] expected = null;
        for (double[] batch : batches) {
            range = range.next(batch[0], batch[1]);
            double[] now = {batch[0], batch[1], Math.max(-batch[0], batch[1])};
            for (int i = 0; i < 3 && expected != null; i++) {
                now[i] = momentum * expected[i] + (1 - momentum) * now[i];
            }
            expected = now;
        }
        assertThat((double) chosen(ranged(range), "average", false).scale()).isCloseTo(expected[2] / 127, within(1e-6));
        Int8Static affine = chosen(ranged(range), "average", true);
        assertThat((double) affine.scale()).isCloseTo((expected[1] - expected[0]) / 254, within(1e-6));
        assertThat(affine.zero()).isEqualTo((int) (-127 - Math.rint(expected[0] / affine.scale())));
    }

    @Test
    void aFirstBatchWhoseScaleIsOneCountsAsABatch() {
        StaticRange range = StaticRange.start(0.5).next(-127, 10);
        assertThat(chosen(ranged(range), "average", false).scale()).isEqualTo(1f);
        assertThat(chosen(ranged(range.next(-254, 10)), "average", false).scale()).isEqualTo(1.5f);
    }

    @Test
    void extremesCoverAllThatTheCalibrationSawAndNotOnlyItsSample() {
        ActivationStats stats = stats(Matrices.fill(4, K, i -> i % 3 - 1), -5, 20, Optional.empty());
        assertThat(chosen(stats, "extremes", false)).isEqualTo(new Int8Static(20f / 127, 0));
        assertThat(chosen(stats, "extremes", true)).isEqualTo(Int8Static.affine(-5, 20));
        assertThat(choose(stats, "extremes", false).notes())
                .containsExactly("codes cover -20.00 to 20.00, which clips 0.000 % of 192 sampled values");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void mseIsTheBestOfItsGrid(boolean zero) {
        ActivationStats stats = outliers();
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= 48; i++) {
            for (int j = 0; j <= 48; j++) {
                double low = stats.smallest() * Math.pow(2, -i / 8.0);
                double high = stats.largest() * Math.pow(2, -j / 8.0);
                if (zero || i == j) {
                    least = Math.min(least, loss(stats, zero ? Int8Static.affine(low, high)
                            : Int8Static.symmetric(Math.max(-low, high))));
                }
            }
        }
        double found = loss(stats, chosen(stats, "mse", zero));
        assertThat(found).isCloseTo(least, within(1e-12 * least));
        assertThat(found).isLessThan(0.99 * loss(stats, chosen(stats, "extremes", zero)));
        assertThat(choose(stats, "mse", zero).notes()).singleElement().asString().matches("codes cover .* clips 0\\.0[0-9]+ % of 24576"
                + " sampled values");
    }

    private static double loss(ActivationStats stats, Activation activation) {
        float[] x = Matrices.values(stats.samples().orElseThrow());
        double[] values = new double[x.length];
        activation.apply(x, x.length, values);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += Math.pow(x[i] - values[i], 2);
        }
        return sum;
    }

    @Test
    void mseKeepsTheExtremesWhereNothingIsGainedByLess() {
        // Every value is a whole number of steps.
        ActivationStats even = stats(Matrices.fill(8, K, i -> i % 255 - 127), -127, 127, Optional.empty());
        assertThat(chosen(even, "mse", false)).isEqualTo(new Int8Static(1, 0));
        assertThat(chosen(even, "mse", true)).isEqualTo(new Int8Static(1, 0));
        // The sample has missed what the extremes come from, and would be silent alone.
        ActivationStats missed = stats(Matrices.fill(8, K, _ -> 0), -1, 127, Optional.empty());
        assertThat(chosen(missed, "mse", false)).isEqualTo(new Int8Static(1, 0));
    }

    @ParameterizedTest
    @CsvSource({"2, 9", "-9, -2", "0, 5", "-5, 0"})
    void inputsOfOneSignKeepZeroExactAndUseAllCodes(float low, float high) {
        Random random = new Random(5);
        ActivationStats stats = stats(Matrices.fill(8, K, _ -> low + random.nextDouble() * (high - low)), low, high, Optional.empty());
        for (String range : new String[] {"extremes", "mse"}) {
            Int8Static affine = chosen(stats, range, true);
            assertThat(affine.zero()).isEqualTo(high > 0 ? -127 : 127);
            assertThat(loss(stats, affine)).isLessThan(loss(stats, chosen(stats, range, false)));
        }
    }

    @ParameterizedTest
    @CsvSource({"extremes, false", "extremes, true", "mse, false", "mse, true"})
    void inputsInAnotherUnitGiveTheSameCodes(String range, boolean zero) {
        ActivationStats stats = outliers();
        Int8Static one = chosen(stats, range, zero);
        float[] factors = new float[K];
        java.util.Arrays.fill(factors, 0.125f);
        assertThat(chosen(stats.after(Transform.InputScale.of(factors)), range, zero))
                .isEqualTo(new Int8Static(one.scale() / 8, one.zero()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"average", "extremes", "mse"})
    void inputsThatWereAllZeroHaveScaleOne(String range) {
        ActivationStats silent = stats(Matrices.fill(4, K, _ -> 0), 0, 0, Optional.empty());
        assertThat(choose(silent, range, false)).isEqualTo(new ActivationChoice(new Int8Static(1, 0),
                java.util.List.of("all inputs that the calibration saw are zero: scale 1")));
    }

    @Test
    void averageIsRefusedWhereThereIsNone() {
        ActivationStats scaled = ranged(StaticRange.start(0).next(-1, 1)).after(Transform.InputScale.of(new float[] {
            1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3,
            4, 5, 6, 7, 8, 9, 1, 2, 3}));
        for (ActivationStats stats : new ActivationStats[] {scaled, ranged(StaticRange.start(0.9))}) {
            assertThatIllegalArgumentException().isThrownBy(() -> choose(stats, "average", false))
                    .withMessageContaining("no moving average of the range of the inputs of 'layer.q'")
                    .withMessageContaining("a stage before scales the channels").withMessageContaining("range=extremes");
        }
    }

    @Test
    void refusesStatisticsThatCannotBeUsed() {
        Tensor bad = Matrices.fill(2, K, i -> i == 5 ? Double.NaN : i);
        assertThatIllegalArgumentException().isThrownBy(() -> choose(stats(bad, 0, 95, Optional.empty()), "mse", false))
                .withMessageContaining("a sample of channel 5 is NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> choose(stats(bad, 0, Float.POSITIVE_INFINITY, Optional.empty()), "extremes", false))
                .withMessageContaining("max of channel 2 is Infinity");
        assertThatIllegalArgumentException().isThrownBy(() -> choose(Inputs.loud(K), "mse", false))
                .withMessageContaining("needs a sample");
        assertThatIllegalArgumentException().isThrownBy(() -> choose(Inputs.loud(64), "extremes", false))
                .withMessageContaining("64 channels, and its weights 48");
        assertThatIllegalArgumentException().isThrownBy(() -> STATIC.choose(QuantizeRequest.of("w", Matrices.fill(2, K, i -> i),
                Matrices.format("dense:f32"), Settings.defaults(STATIC.options()), 1))).withMessageContaining("calibrate first");
    }

    @Test
    void dynamicTakesNoStatistics() {
        DynamicInt8 dynamic = new DynamicInt8();
        for (String zero : new String[] {"false", "true"}) {
            QuantizeRequest request = QuantizeRequest.of("w", Matrices.fill(2, K, i -> i), Matrices.format("dense:f32"),
                    Settings.of(dynamic.options(), Map.of("zero", zero)), 1);
            assertThat(dynamic.choose(request)).isEqualTo(ActivationChoice.of(
                    zero.equals("true") ? Activation.INT8_ROW_AFFINE : Activation.INT8_ROW));
        }
        assertThat(dynamic.needs()).isEmpty();
    }

    @Test
    void bothAreFoundAsServices() {
        assertThat(StreamSupport.stream(ServiceLoader.load(ActivationQuantizer.class).spliterator(), false)
                .map(ActivationQuantizer::name)).containsExactlyInAnyOrder("int8", "int8-static");
    }
}
