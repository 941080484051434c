package dev.nibble.kernels.tornado.code;

import static dev.nibble.kernels.tornado.code.Sizes.GROUPS;
import static dev.nibble.kernels.tornado.code.Sizes.INPUTS;
import static dev.nibble.kernels.tornado.code.Sizes.ROWS;
import static dev.nibble.kernels.tornado.code.Sizes.TILE;
import static dev.nibble.kernels.tornado.code.Sizes.WORDS;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * {@code y = x W^T} with codes on a grid: {@code weight = (code - zero) * scale}, float32 input. Codes lie row by row and
 * group by group in words of 32 bits, the first code lowest; the input has zeros where a group's last word is filled up.
 *
 * <p>Arguments: sizes; codes [rows, groups, words]; scales and zeros [rows, groups]; x [inputs, groups * words * codes of a
 * word]; y [inputs, rows]. Methods whose name ends in Tile take {@link Sizes#TILE} rows of input at a time; x and y then
 * have whole tiles.
 */
public final class GridLinear {
    private GridLinear() {}

    public static void linearGrid2(
            IntArray sizes, IntArray codes, FloatArray scales, FloatArray zeros, FloatArray x, FloatArray y) {
        for (@Parallel int r = 0; r < sizes.get(ROWS); r++) {
            y.set(r, row(2, 4, r, sizes, codes, scales, zeros, x));
        }
    }

    public static void linearGrid4(
            IntArray sizes, IntArray codes, FloatArray scales, FloatArray zeros, FloatArray x, FloatArray y) {
        for (@Parallel int r = 0; r < sizes.get(ROWS); r++) {
            y.set(r, row(4, 3, r, sizes, codes, scales, zeros, x));
        }
    }

    public static void linearGrid8(
            IntArray sizes, IntArray codes, FloatArray scales, FloatArray zeros, FloatArray x, FloatArray y) {
        for (@Parallel int r = 0; r < sizes.get(ROWS); r++) {
            y.set(r, row(8, 2, r, sizes, codes, scales, zeros, x));
        }
    }

    public static void linearGrid2Tile(
            IntArray sizes, IntArray codes, FloatArray scales, FloatArray zeros, FloatArray x, FloatArray y) {
        for (@Parallel int r = 0; r < sizes.get(ROWS); r++) {
            for (@Parallel int t = 0; t < sizes.get(INPUTS); t++) {
                tile(2, 4, t, r, sizes, codes, scales, zeros, x, y);
            }
        }
    }

    public static void linearGrid4Tile(
            IntArray sizes, IntArray codes, FloatArray scales, FloatArray zeros, FloatArray x, FloatArray y) {
        for (@Parallel int r = 0; r < sizes.get(ROWS); r++) {
            for (@Parallel int t = 0; t < sizes.get(INPUTS); t++) {
                tile(4, 3, t, r, sizes, codes, scales, zeros, x, y);
            }
        }
    }

    public static void linearGrid8Tile(
            IntArray sizes, IntArray codes, FloatArray scales, FloatArray zeros, FloatArray x, FloatArray y) {
        for (@Parallel int r = 0; r < sizes.get(ROWS); r++) {
            for (@Parallel int t = 0; t < sizes.get(INPUTS); t++) {
                tile(8, 2, t, r, sizes, codes, scales, zeros, x, y);
            }
        }
    }

    /** One row of the weight with one row of input. Two sums, so that an addition need not wait for the one before. */
    private static float row(
            int bits, int log, int r, IntArray sizes, IntArray codes, FloatArray scales, FloatArray zeros, FloatArray x) {
        int groups = sizes.get(GROUPS);
        int words = sizes.get(WORDS);
        int perWord = 1 << log;
        int mask = (1 << bits) - 1;
        float sum = 0;
        for (int g = 0; g < groups; g++) {
            int p = r * groups + g;
            float zero = zeros.get(p);
            float even = 0;
            float odd = 0;
            for (int w = 0; w < words; w++) {
                int word = codes.get(p * words + w);
                int i = (g * words + w) << log;
                for (int j = 0; j < perWord; j += 2) {
                    even += (((word >> (bits * j)) & mask) - zero) * x.get(i + j);
                    odd += (((word >> (bits * j + bits)) & mask) - zero) * x.get(i + j + 1);
                }
            }
            sum += (even + odd) * scales.get(p);
        }
        return sum;
    }

    /** One row of the weight with a tile of rows of input: each code is decoded once for all of them. */
    private static void tile(int bits, int log, int t, int r, IntArray sizes, IntArray codes, FloatArray scales,
            FloatArray zeros, FloatArray x, FloatArray y) {
        int groups = sizes.get(GROUPS);
        int words = sizes.get(WORDS);
        int perWord = 1 << log;
        int mask = (1 << bits) - 1;
        int stride = (groups * words) << log;
        int first = t * TILE * stride;
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        for (int g = 0; g < groups; g++) {
            int p = r * groups + g;
            float zero = zeros.get(p);
            float part0 = 0;
            float part1 = 0;
            float part2 = 0;
            float part3 = 0;
            for (int w = 0; w < words; w++) {
                int word = codes.get(p * words + w);
                int i = first + ((g * words + w) << log);
                for (int j = 0; j < perWord; j++) {
                    float weight = ((word >> (bits * j)) & mask) - zero;
                    part0 += weight * x.get(i + j);
                    part1 += weight * x.get(i + j + stride);
                    part2 += weight * x.get(i + j + 2 * stride);
                    part3 += weight * x.get(i + j + 3 * stride);
                }
            }
            float scale = scales.get(p);
            sum0 += part0 * scale;
            sum1 += part1 * scale;
            sum2 += part2 * scale;
            sum3 += part3 * scale;
        }
        int rows = sizes.get(ROWS);
        int out = t * TILE * rows + r;
        y.set(out, sum0);
        y.set(out + rows, sum1);
        y.set(out + 2 * rows, sum2);
        y.set(out + 3 * rows, sum3);
    }
}
