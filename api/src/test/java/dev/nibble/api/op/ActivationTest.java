package dev.nibble.api.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.quantizer.StaticRange;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationTest {
    private static double[] applied(Activation activation, float... x) {
        double[] values = new double[x.length];
        activation.apply(x, x.length, values);
        return values;
    }

    @Test
    void everyRepresentativeComesBackFromItsTextAndItsKind() {
        assertThat(Activation.representatives()).extracting(Activation::kind).doesNotHaveDuplicates();
        for (Activation activation : Activation.representatives()) {
            assertThat(Activation.of(activation.toString())).isEqualTo(activation);
            assertThat(Activation.of(activation.kind())).isEqualTo(activation);
            assertThat(activation.representative()).isEqualTo(activation);
        }
    }

    @Test
    void staticParametersAreToldExactly() {
        Int8Static activation = new Int8Static(0.1f / 3, -17);
        assertThat(Activation.of(activation.toString())).isEqualTo(activation);
        assertThat(Activation.of("int8-static:scale=0.5")).isEqualTo(new Int8Static(0.5f, 0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            int9                          | there are: f32, int8, int8-affine, int8-static, int8-static-affine, int8-static:scale=S
            int8-static:                  | int8-static:scale=S,zero=Z
            int8-static:scale=one         | no number
            int8-static:scale=NaN         | finite scale
            int8-static:scale=0           | finite scale
            int8-static:scale=-1          | finite scale
            int8-static:scale=1e-39       | finite scale
            int8-static:scale=1,zero=-128 | -127 to 127
            int8-static:scale=1,zero=0.5  | int8-static:scale=S,zero=Z
            int8-static:scale=1,zero=3,a=1 | int8-static:scale=S,zero=Z
            """)
    void textsThatAreNoneAreRefused(String text, String why) {
        assertThatThrownBy(() -> Activation.of(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
    }

    @Test
    void staticCodesRoundToEvenAndEndAtTheRange() {
        assertThat(applied(new Int8Static(2, 0), 1, 3, -3, 254, 300, -1e38f)).containsExactly(0, 4, -4, 254, 254, -254);
        assertThat(applied(new Int8Static(1, -127), -5, 0, 0.5f, 254, 255)).containsExactly(0, 0, 0, 254, 254);
        assertThat(applied(new Int8Static(Float.MIN_NORMAL, 0), Float.MAX_VALUE))
                .containsExactly(127.0 * Float.MIN_NORMAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"int8", "int8-affine", "int8-static", "int8-static-affine"})
    void zeroIsExact(String kind) {
        assertThat(applied(Activation.of(kind), 0, -0f)).containsOnly(0);
        assertThat(applied(Activation.of(kind), 0, 3)[0]).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"int8", "int8-affine", "int8-static", "int8-static-affine"})
    void whatIsNotFiniteShows(String kind) {
        assertThat(applied(Activation.of(kind), 1, Float.NaN)).containsOnly(Double.NaN);
        assertThat(applied(Activation.of(kind), Float.NEGATIVE_INFINITY, 1)).containsOnly(Double.NaN);
    }

    @Test
    void everyValueOfTheRangeIsWithinHalfAStep() {
        Random random = new Random(5);
        for (int trial = 0; trial < 500; trial++) {
            double low = random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30);
            double high = low + Math.abs(random.nextGaussian() * low);
            float value = (float) (low + random.nextDouble() * (high - low));
            Int8Static affine = Int8Static.affine(low, high);
            // The zero is rounded, so one end may clip by half a step more.
            assertThat(applied(affine, value)[0]).isCloseTo(value, within(1.01 * affine.scale()));
            Int8Static symmetric = Int8Static.symmetric(Math.max(Math.abs(low), Math.abs(high)));
            assertThat(applied(symmetric, value)[0]).isCloseTo(value, within(0.5001 * symmetric.scale()));
            assertThat(symmetric.zero()).isZero();
        }
    }

    @Test
    void staticParametersComeFromTheMovingRange() {
        StaticRange range = StaticRange.start(0.5).next(-1, 3).next(-3, 5);
        assertThat(Int8Static.affine(range.min(), range.max())).isEqualTo(new Int8Static(6f / 254, -42));
        assertThat(Int8Static.symmetric(range.absMax())).isEqualTo(new Int8Static(4f / 127, 0));
        assertThat(Int8Static.symmetric(range.absMax()).scale()).isEqualTo((float) range.int8Scale());
        assertThat(Int8Static.symmetric(0)).isEqualTo(new Int8Static(1, 0));
        assertThat(Int8Static.affine(0, 0)).isEqualTo(new Int8Static(1, -127));
    }

    @Test
    void rangesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> Int8Static.symmetric(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Int8Static.symmetric(1e39)).hasMessageContaining("1.0E39");
        assertThatThrownBy(() -> Int8Static.affine(1, -1)).hasMessageContaining("from 1.0 to -1.0");
        assertThatThrownBy(() -> Int8Static.affine(0, Double.POSITIVE_INFINITY)).hasMessageContaining("Infinity");
    }
}
