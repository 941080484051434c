package dev.nibble.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void plainHasThreeSignificantDigits() {
        assertThat(Numbers.plain(0)).isEqualTo("0");
        assertThat(Numbers.plain(0.0790)).isEqualTo("0.0790");
        assertThat(Numbers.plain(1432.5)).isEqualTo("1430");
        assertThat(Numbers.plain(-2.344)).isEqualTo("-2.34");
        assertThat(Numbers.plain(1.234e-7)).isEqualTo("1.23e-7");
        assertThat(Numbers.plain(9.999e11)).isEqualTo("1.00e12");
        assertThat(Numbers.plain(Double.NaN)).isEqualTo("NaN");
        assertThat(Numbers.plain(Double.POSITIVE_INFINITY)).isEqualTo("infinite");
    }

    @Test
    void timeTakesTheUnitThatFits() {
        assertThat(Numbers.time(12.34)).isEqualTo("12.3\u00a0ns");
        assertThat(Numbers.time(12_340)).isEqualTo("12.3\u00a0µs");
        assertThat(Numbers.time(1.5e6)).isEqualTo("1.50\u00a0ms");
        assertThat(Numbers.time(2e9)).isEqualTo("2.00\u00a0s");
        assertThat(Numbers.timeTick(50_000)).isEqualTo("50\u00a0µs");
        assertThat(Numbers.timeTick(1e6)).isEqualTo("1\u00a0ms");
    }

    @Test
    void cosineShowsAsManyDigitsAsItHasNines() {
        assertThat(Numbers.cosine(0.15)).isEqualTo("0.1500");
        assertThat(Numbers.cosine(0.9731)).isEqualTo("0.9731");
        assertThat(Numbers.cosine(0.999919)).isEqualTo("0.999919");
        assertThat(Numbers.cosine(1)).isEqualTo("1.00000000");
        assertThat(Numbers.cosine(-0.1)).isEqualTo("-0.1000");
    }

    @Test
    void ticksAndBitsHaveNoTrailingZeros() {
        assertThat(Numbers.tick(0.5)).isEqualTo("0.5");
        assertThat(Numbers.tick(10)).isEqualTo("10");
        assertThat(Numbers.tick(0.001)).isEqualTo("0.001");
        assertThat(Numbers.tick(1e-5)).isEqualTo("1e-5");
        assertThat(Numbers.bits(8.02)).isEqualTo("8.02");
        assertThat(Numbers.bits(4)).isEqualTo("4");
    }

    @Test
    void coordinatesAreShort() {
        assertThat(Numbers.coordinate(12.3456)).isEqualTo("12.35");
        assertThat(Numbers.coordinate(100)).isEqualTo("100");
        assertThat(Numbers.coordinate(-0.001)).isEqualTo("0");
    }

    @Test
    void doNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Numbers.cosine(0.5)).isEqualTo("0.5000");
            assertThat(Numbers.plain(1.234e-7)).isEqualTo("1.23e-7");
            assertThat(Numbers.duration(150)).isEqualTo("2 min 30 s");
        } finally {
            Locale.setDefault(before);
        }
    }
}
