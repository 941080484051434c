package dev.nibble.harness.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** How numbers are written: three significant digits, with a unit that keeps them short, the same in every locale. */
final class Numbers {
    private Numbers() {}

    /** Three significant digits; powers of ten only where they are shorter. */
    static String plain(double value) {
        return significant(value, 3);
    }

    static String significant(double value, int digits) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "NaN" : value > 0 ? "infinite" : "-infinite";
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        double magnitude = Math.abs(rounded.doubleValue());
        if (magnitude >= 1e-4 && magnitude < 1e6) {
            String text = rounded.toPlainString();
            return text.contains(".") ? text : rounded.setScale(0, RoundingMode.HALF_EVEN).toPlainString();
        }
        return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value).replace("e+0", "e").replace("e-0", "e-")
                .replace("e+", "e");
    }

    /** Nanoseconds in the unit that fits. */
    static String time(double nanos) {
        double magnitude = Math.abs(nanos);
        if (magnitude < 1e3) {
            return plain(nanos) + " ns";
        }
        if (magnitude < 1e6) {
            return plain(nanos / 1e3) + " µs";
        }
        return magnitude < 1e9 ? plain(nanos / 1e6) + " ms" : plain(nanos / 1e9) + " s";
    }

    /** Seconds of a whole run. */
    static String duration(double seconds) {
        return seconds < 120
                ? plain(seconds) + " s"
                : String.format(Locale.ROOT, "%d min %02d s", (long) (seconds / 60), Math.round(seconds) % 60);
    }

    /** A tick of an axis: no trailing zeros. */
    static String tick(double value) {
        String text = significant(value, 3);
        if (text.indexOf('e') >= 0) {
            return text.replaceFirst("\\.?0+e", "e");
        }
        return text.indexOf('.') >= 0 ? text.replaceFirst("\\.?0+$", "") : text;
    }

    /** A tick of a time axis. */
    static String timeTick(double nanos) {
        String[] parts = time(nanos).split(" ");
        return tick(Double.parseDouble(parts[0])) + " " + parts[1];
    }

    /** A cosine: as many nines as it has. */
    static String cosine(double value) {
        double distance = 1 - value;
        int digits = distance <= 0 ? 8 : (int) Math.clamp(Math.ceil(-Math.log10(distance)) + 1, 4, 8);
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** Bits per weight. */
    static String bits(double value) {
        String text = significant(value, 4);
        return text.indexOf('.') >= 0 ? text.replaceFirst("\\.?0+$", "") : text;
    }

    /** A ratio such as {@code 2.9x}. */
    static String times(double ratio) {
        return significant(ratio, ratio >= 100 ? 3 : 2) + "x";
    }

    static String percent(double value) {
        return significant(value, Math.abs(value) < 10 ? 2 : 3) + " %";
    }

    /** A coordinate in SVG: two decimals are a hundredth of a pixel. */
    static String coordinate(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    /** A count with its noun: {@code 1 cell}, {@code 3 cells}. */
    static String count(long n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }
}
