package dev.nibble.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against values built here from sign, exponent and mantissa in double, and the nearest of them by search. */
class MiniFloatTest {
    private static int mantissaBits(MiniFloat kind) {
        return switch (kind) {
            case E4M3FN -> 3;
            case E5M2 -> 2;
            case E2M1 -> 1;
        };
    }

    private static double expected(MiniFloat kind, int code) {
        int mantissaBits = mantissaBits(kind);
        int exponentBits = kind.bits() - 1 - mantissaBits;
        int bias = (1 << (exponentBits - 1)) - 1;
        int exponent = code >> mantissaBits & ((1 << exponentBits) - 1);
        double fraction = (code & ((1 << mantissaBits) - 1)) / Math.pow(2, mantissaBits);
        double sign = code >> (kind.bits() - 1) == 0 ? 1 : -1;
        boolean top = exponent == (1 << exponentBits) - 1;
        if (kind == MiniFloat.E5M2 && top) {
            return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
        }
        if (kind == MiniFloat.E4M3FN && top && fraction == 7 / 8.0) {
            return Double.NaN;
        }
        return sign * (exponent == 0 ? fraction * Math.pow(2, 1 - bias) : (1 + fraction) * Math.pow(2, exponent - bias));
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeDecodesAsItsFieldsSay(MiniFloat kind) {
        for (int code = 0; code < 1 << kind.bits(); code++) {
            assertThat(Double.valueOf(kind.decode(code))).as("code %d", code).isEqualTo(Double.valueOf(expected(kind, code)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFiniteCodeEncodesBackToItself(MiniFloat kind) {
        for (int code = 0; code < 1 << kind.bits(); code++) {
            if (Float.isFinite(kind.decode(code))) {
                assertThat(kind.encode(kind.decode(code))).isEqualTo(code);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void numbersBetweenCodesRoundToNearestTiesToEven(MiniFloat kind) {
        int largest = kind.encode(kind.max());
        for (int code = 0; code < largest; code++) {
            float middle = (float) ((expected(kind, code) + expected(kind, code + 1)) / 2);
            int even = code % 2 == 0 ? code : code + 1;
            int sign = 1 << (kind.bits() - 1);
            assertThat(kind.encode(middle)).as("tie at %s", middle).isEqualTo(even);
            assertThat(kind.encode(-middle)).isEqualTo(even | sign);
            assertThat(kind.encode(Math.nextDown(middle))).isEqualTo(code);
            assertThat(kind.encode(Math.nextUp(middle))).isEqualTo(code + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void randomNumbersGoToTheNearestCode(MiniFloat kind) {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(-20, 10)));
            double error = Math.abs(expected(kind, kind.encode(value)) - value);
            double least = Double.POSITIVE_INFINITY;
            for (int code = 0; code < 1 << kind.bits(); code++) {
                double other = Math.abs(expected(kind, code) - value);
                least = Double.isFinite(other) ? Math.min(least, other) : least;
            }
            if (error != least && Math.abs(value) <= kind.max()) {
                fail(value + " is " + error + " off, where " + least + " is possible");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void numbersBeyondTheLargestSaturate(MiniFloat kind) {
        assertThat(kind.decode(kind.encode(Float.POSITIVE_INFINITY))).isEqualTo(kind.max());
        assertThat(kind.decode(kind.encode(-1e30f))).isEqualTo(-kind.max());
        assertThat(kind.decode(kind.encode(Math.nextUp(kind.max())))).isEqualTo(kind.max());
        assertThat(kind.encode(Float.MIN_VALUE)).isZero();
    }

    @Test
    void nanStaysNanWhereThereIsOne() {
        assertThat(MiniFloat.E4M3FN.decode(MiniFloat.E4M3FN.encode(Float.NaN))).isNaN();
        assertThat(MiniFloat.E5M2.decode(MiniFloat.E5M2.encode(Float.NaN))).isNaN();
        assertThatThrownBy(() -> MiniFloat.E2M1.encode(Float.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
