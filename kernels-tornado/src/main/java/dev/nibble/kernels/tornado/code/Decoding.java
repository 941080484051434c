package dev.nibble.kernels.tornado.code;

import static dev.nibble.kernels.tornado.code.Sizes.BITS;
import static dev.nibble.kernels.tornado.code.Sizes.CODES_LOG;
import static dev.nibble.kernels.tornado.code.Sizes.COLUMNS;
import static dev.nibble.kernels.tornado.code.Sizes.GROUPS;
import static dev.nibble.kernels.tornado.code.Sizes.GROUP_COLUMNS;
import static dev.nibble.kernels.tornado.code.Sizes.INPUTS;
import static dev.nibble.kernels.tornado.code.Sizes.ROWS;
import static dev.nibble.kernels.tornado.code.Sizes.WORDS;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * {@code (levels[code] - zero) * scale} for whole rows, codes of any width. Arguments: sizes; codes [rows, groups, words];
 * scales and zeros [rows, groups]; levels by code; y [rows or indices, columns].
 */
public final class Decoding {
    private Decoding() {}

    /** All rows. */
    public static void dequantize(
            IntArray sizes, IntArray codes, FloatArray scales, FloatArray zeros, FloatArray levels, FloatArray y) {
        for (@Parallel int r = 0; r < sizes.get(ROWS); r++) {
            for (@Parallel int g = 0; g < sizes.get(GROUPS); g++) {
                group(r, r, g, sizes, codes, scales, zeros, levels, y);
            }
        }
    }

    /** The rows that the indices name; all of them must be rows of the weight. */
    public static void embedding(IntArray sizes, IntArray codes, FloatArray scales, FloatArray zeros, FloatArray levels,
            IntArray indices, FloatArray y) {
        for (@Parallel int i = 0; i < sizes.get(INPUTS); i++) {
            for (@Parallel int g = 0; g < sizes.get(GROUPS); g++) {
                group(indices.get(i), i, g, sizes, codes, scales, zeros, levels, y);
            }
        }
    }

    private static void group(int row, int outputRow, int g, IntArray sizes, IntArray codes, FloatArray scales,
            FloatArray zeros, FloatArray levels, FloatArray y) {
        int columns = sizes.get(COLUMNS);
        int bits = sizes.get(BITS);
        int log = sizes.get(CODES_LOG);
        int mask = (1 << bits) - 1;
        int from = g * sizes.get(GROUP_COLUMNS);
        int count = Math.min(sizes.get(GROUP_COLUMNS), columns - from);
        int p = row * sizes.get(GROUPS) + g;
        int word = p * sizes.get(WORDS);
        int out = outputRow * columns + from;
        float zero = zeros.get(p);
        float scale = scales.get(p);
        for (int i = 0; i < count; i++) {
            int shift = (i & ((1 << log) - 1)) * bits;
            float level = levels.get((codes.get(word + (i >> log)) >> shift) & mask);
            y.set(out + i, (level - zero) * scale);
        }
    }
}
