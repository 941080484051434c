package dev.nibble.api.format;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A table of values and the search for the nearest. A number half-way between two values goes to the lower one, as in
 * bitsandbytes; half-way is the float32 mean of both.
 */
final class Codebook {
    /** Values by code, padded with zeros to a power of two, so that no stored code is out of range. */
    private final float[] values;
    /** Codes in ascending order of their values; codes of equal value in ascending order. */
    private final int[] ordered;
    /** The largest number that still belongs to {@code ordered[i]}. */
    private final float[] upper;
    private final int bits;

    Codebook(float[] table) {
        this.bits = Math.max(1, 32 - Integer.numberOfLeadingZeros(table.length - 1));
        this.values = java.util.Arrays.copyOf(table, 1 << bits);
        this.ordered = IntStream.range(0, table.length)
                .boxed()
                // Both zeros compare equal here: adding 0 makes a negative one positive.
                .sorted(Comparator.comparing(code -> table[code] + 0f))
                .mapToInt(Integer::intValue)
                .toArray();
        this.upper = new float[table.length - 1];
        for (int i = 0; i < upper.length; i++) {
            // In float64 the sum of two large values is finite.
            upper[i] = (float) (((double) table[ordered[i]] + table[ordered[i + 1]]) * 0.5);
        }
    }

    int bits() {
        return bits;
    }

    /** The largest magnitude of all values. */
    float largest() {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** Values by code; not to be written to. */
    float[] values() {
        return values;
    }

    /** The code of the value nearest to {@code x}. */
    int nearest(float x) {
        int low = 0;
        int high = upper.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (upper[middle] < x) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return ordered[low];
    }
}
