package dev.nibble.algorithms.basic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedRangeSearchTest {
    private static final WeightedRangeSearch WMSE = new WeightedRangeSearch();

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=4,group=64,zero=float", "affine:bits=2,group=16,axis=0,zero=float",
        "affine:bits=3,group=48,zero=int", "affine:bits=4,per=row,zero=none", "affine:bits=4,group=64,zero=float,params=f16",
        "affine:bits=3,per=tensor,zero=float", "nf4:block=64", "fp4:block=64", "nf4:block=64,double=256", "fp8:e4m3fn,per=row",
        "mxfp4", "nvfp4"})
    void isNeverWorseThanRoundToNearestByItsOwnMeasure(String text) {
        Format format = Matrices.format(text);
        ActivationStats stats = Inputs.loud(128);
        Matrices.odd().forEach((name, weights) -> {
            double nearest = error(weights, format.encode(weights), stats);
            assertThat(error(weights, quantize(weights, format, stats).tensor(), stats)).as(name)
                    .isLessThanOrEqualTo(nearest * (1 + 1e-9));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=4,group=64,zero=float", "affine:bits=2,group=16,axis=0,zero=float",
        "affine:bits=3,group=48,zero=int", "affine:bits=3,per=row,zero=none", "nf4:block=64"})
    void losesClearlyLessThanASearchThatDoesNotKnowTheInputs(String text) {
        Format format = Matrices.format(text);
        Tensor weights = Matrices.outliers(64, 256);
        ActivationStats stats = Inputs.loud(256);
        double blind = error(weights, Matrices.quantize(new RangeSearch(), weights, format).tensor(), stats);
        assertThat(error(weights, quantize(weights, format, stats).tensor(), stats)).isLessThan(0.97 * blind);
    }

    @Test
    void findsTheRangeThatAThoroughSearchFinds() {
        Format format = Matrices.format("affine:bits=2,group=32,zero=float");
        Tensor weights = Matrices.outliers(16, 32);
        ActivationStats stats = Inputs.loud(32);
        double coarse = error(weights, quantize(weights, format, stats).tensor(), stats);
        QuantizeResult best = quantize(weights, format, stats, "steps", "200", "maxshrink", "0.49", "fits", "50");
        double thorough = error(weights, best.tensor(), stats);
        assertThat(coarse).isLessThan(1.06 * thorough);
    }

    @Test
    void tracesTheErrorBeforeAndAfter() {
        Format format = Matrices.format("affine:bits=2,group=64,zero=float");
        Tensor weights = Matrices.outliers(32, 128);
        ActivationStats stats = Inputs.loud(128);
        QuantizeResult result = quantize(weights, format, stats);
        double before = error(weights, format.encode(weights), stats);
        double after = error(weights, result.tensor(), stats);
        assertThat(result.lossTrace()).hasSize(2);
        assertThat(result.lossTrace().getFirst()).isCloseTo(before, within(1e-9 * before));
        assertThat(result.lossTrace().getLast()).isCloseTo(after, within(1e-9 * after)).isLessThan(before);
        assertThat(result.notes()).isEmpty();
    }

    @Test
    void givesTheSameBytesForTheSameRequest() {
        Format format = Matrices.format("affine:bits=4,group=64,zero=float");
        Tensor weights = Matrices.outliers(32, 128);
        QuantizedTensor first = quantize(weights, format, Inputs.loud(128)).tensor();
        QuantizedTensor second = quantize(weights, format, Inputs.loud(128)).tensor();
        first.components().forEach((name, component) ->
                assertThat(second.component(name).sameBytes(component)).as(name).isTrue());
    }

    @Test
    void channelsThatWereNeverActiveAreNotedAndStillCount() {
        float[] meanSquare = new float[128];
        Arrays.fill(meanSquare, 0, 64, 1);
        Format format = Matrices.format("affine:bits=4,group=64,zero=float");
        Tensor weights = Matrices.outliers(32, 128);
        QuantizeResult result = quantize(weights, format, Inputs.of(meanSquare));
        assertThat(result.notes())
                .containsExactly("wmse: 64 of 128 channels were never active and count 1.0E-4 of the mean channel");
        assertThat(Matrices.error(weights, result.tensor(), 2))
                .isLessThanOrEqualTo(Matrices.error(weights, format.encode(weights), 2));
    }

    @Test
    void refusesActivationsThatAreMissingZeroNotFiniteOrOfAnotherLayer() {
        Format format = Matrices.format("affine:bits=4,group=64");
        Tensor weights = Matrices.outliers(4, 128);
        float[] bad = new float[128];
        bad[7] = Float.NaN;
        refuses(weights, format, Optional.empty(), "wmse needs the inputs of 'w'");
        refuses(weights, format, Optional.of(Inputs.of(new float[128])), "all activations were zero");
        refuses(weights, format, Optional.of(Inputs.of(bad)), "mean x squared of channel 7 is NaN");
        refuses(weights, format, Optional.of(Inputs.loud(64)), "64 channels, and its weights 128");
    }

    @ParameterizedTest
    @CsvSource({"steps,0", "maxshrink,0.5", "maxshrink,0", "fits,-1"})
    void refusesOptionsThatCannotBe(String option, String value) {
        Format format = Matrices.format("affine:bits=4,group=64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> quantize(Matrices.outliers(2, 64), format, Inputs.loud(64), option, value))
                .withMessageContaining("option " + option + " of wmse");
    }

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(Quantizer.class)).hasAtLeastOneElementOfType(WeightedRangeSearch.class);
    }

    private static void refuses(Tensor weights, Format format, Optional<ActivationStats> stats, String message) {
        Settings settings = Settings.defaults(WMSE.options());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WMSE.quantize(new QuantizeRequest("w", weights, format, settings, stats, 1)))
                .withMessageContaining(message);
    }

    private static QuantizeResult quantize(Tensor weights, Format format, ActivationStats stats, String... options) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        Settings settings = Settings.of(WMSE.options(), given);
        return WMSE.quantize(new QuantizeRequest("w", weights, format, settings, Optional.of(stats), 1));
    }

    private static double error(Tensor weights, QuantizedTensor quantized, ActivationStats stats) {
        float[] w = Matrices.values(weights);
        float[] d = Matrices.values(quantized.decode());
        float[] h = Matrices.values(stats.meanSquare());
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            sum += h[i % h.length] * Math.pow((double) w[i] - d[i], 2);
        }
        return sum;
    }
}
