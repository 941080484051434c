package dev.nibble.harness.command;

import java.util.Locale;

/** How commands print sizes, errors and counts. */
final class Amounts {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Amounts() {}

    /** For example {@code 86.6 MiB}. */
    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : format("%.1f %s", value, UNITS[unit]);
    }

    /** Five significant digits, in scientific form only where the plain one would be long. */
    static String error(double value) {
        return value != 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e5)
                ? format("%.3e", value)
                : format("%.5f", value);
    }

    /** {@code 1 tensor}, {@code 2 tensors}. */
    static String count(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
