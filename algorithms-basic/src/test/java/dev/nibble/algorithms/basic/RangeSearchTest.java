package dev.nibble.algorithms.basic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeSearchTest {
    private static final RangeSearch MSE = new RangeSearch();
    private static final double ROUNDING = 1 + 1e-9;

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=4,group=64,zero=float", "affine:bits=2,group=32,axis=0,zero=float",
        "affine:bits=3,group=64,zero=int", "affine:bits=4,per=row,zero=none", "affine:bits=4,group=64,zero=float,params=f16",
        "nf4:block=64", "fp4:block=64", "nf4:block=64,double=256", "fp8:e4m3fn,per=row"})
    void isNeverWorseThanRoundToNearest(String text) {
        Format format = Matrices.format(text);
        Matrices.odd().forEach((name, weights) -> {
            for (String norm : new String[] {"2", "2.4", "1"}) {
                QuantizedTensor searched = Matrices.quantize(MSE, weights, format, "norm", norm, "steps", "20").tensor();
                double nearest = Matrices.error(weights, format.encode(weights), Double.parseDouble(norm));
                assertThat(Matrices.error(weights, searched, Double.parseDouble(norm))).as(name)
                        .isLessThanOrEqualTo(ROUNDING * nearest);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=4,group=64,zero=float", "affine:bits=3,group=64,zero=int", "affine:bits=2,group=64,zero=none",
        "nf4:block=64"})
    void losesClearlyLessWhereThereAreOutliers(String text) {
        Format format = Matrices.format(text);
        Tensor weights = Matrices.outliers(64, 256);
        double searched = Matrices.error(weights, Matrices.quantize(MSE, weights, format).tensor(), 2);
        assertThat(searched).isLessThan(0.95 * Matrices.error(weights, format.encode(weights), 2));
    }

    @Test
    void noGroupIsWorseThanUnderRoundToNearest() {
        Format format = Matrices.format("affine:bits=3,group=64,zero=float");
        Tensor weights = Matrices.outliers(32, 64);
        float[] w = Matrices.values(weights);
        float[] searched = Matrices.values(Matrices.quantize(MSE, weights, format).tensor().decode());
        float[] nearest = Matrices.values(format.encode(weights).decode());
        for (int row = 0; row < 32; row++) {
            double own = 0;
            double base = 0;
            for (int i = row * 64; i < (row + 1) * 64; i++) {
                own += Math.pow((double) w[i] - searched[i], 2);
                base += Math.pow((double) w[i] - nearest[i], 2);
            }
            assertThat(own).as("group %d", row).isLessThanOrEqualTo(ROUNDING * base);
        }
    }

    @Test
    void tracesTheErrorBeforeAndAfter() {
        Format format = Matrices.format("affine:bits=2,group=64,zero=float");
        Tensor weights = Matrices.outliers(32, 128);
        QuantizeResult result = Matrices.quantize(MSE, weights, format, "norm", "2.4");
        assertThat(result.lossTrace()).hasSize(2);
        double before = Matrices.error(weights, format.encode(weights), 2.4);
        double after = Matrices.error(weights, result.tensor(), 2.4);
        assertThat(result.lossTrace().getFirst()).isCloseTo(before, within(1e-9 * before));
        assertThat(result.lossTrace().getLast()).isCloseTo(after, within(1e-9 * after)).isLessThan(before);
    }

    @Test
    void givesTheSameBytesForTheSameRequest() {
        Format format = Matrices.format("affine:bits=4,group=64,zero=float");
        Tensor weights = Matrices.outliers(32, 128);
        QuantizedTensor first = Matrices.quantize(MSE, weights, format).tensor();
        QuantizedTensor second = Matrices.quantize(MSE, weights, format).tensor();
        first.components().forEach((name, component) ->
                assertThat(second.component(name).sameBytes(component)).as(name).isTrue());
    }

    @Test
    void needsAFormatWithGroups() {
        assertThat(MSE.supports(Matrices.format("affine:bits=4,group=64")).supported()).isTrue();
        assertThat(MSE.supports(Matrices.format("dense:f16")).toString()).contains("grouped parameters", "dense:f16 given");
    }

    @ParameterizedTest
    @CsvSource({"steps,0", "maxshrink,1", "maxshrink,-0.1", "norm,0"})
    void refusesOptionsThatCannotBe(String option, String value) {
        Format format = Matrices.format("affine:bits=4,group=64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Matrices.quantize(MSE, Matrices.outliers(2, 64), format, option, value))
                .withMessageContaining("option " + option + " of mse");
    }
}
