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
 * {@code y = x W^T} with codes on a grid and an input of int8 codes: products are added up as integers within each group,
 * {@code sum (code - zero) q = sum code q - zero sum q}. A group of at most 65,536 columns cannot overflow:
 * 255 * 127 * 2^16 is less than 2^31.
 *
 * <p>Arguments: sizes; codes [rows, groups, words]; scales and zeros [rows, groups]; q, the input's codes [inputs, groups *
 * words * codes of a word], one an int; sums, those of each group's q [inputs, groups]; steps, the input's scales [inputs];
 * y [inputs, rows]. Methods whose name ends in Tile take {@link Sizes#TILE} rows of input at a time.
 */
public final class IntegerLinear {
    private IntegerLinear() {}

    public static void linearInteger4(IntArray sizes, IntArray codes, FloatArray scales, FloatArray zeros, IntArray q,
            FloatArray sums, FloatArray steps, FloatArray y) {
        for (@Parallel int r = 0; r < sizes.get(ROWS); r++) {
            y.set(r, row(4, 3, r, sizes, codes, scales, zeros, q, sums) * steps.get(0));
        }
    }

    public static void linearInteger8(IntArray sizes, IntArray codes, FloatArray scales, FloatArray zeros, IntArray q,
            FloatArray sums, FloatArray steps, FloatArray y) {
        for (@Parallel int r = 0; r < sizes.get(ROWS); r++) {
            y.set(r, row(8, 2, r, sizes, codes, scales, zeros, q, sums) * steps.get(0));
        }
    }

    public static void linearInteger4Tile(IntArray sizes, IntArray codes, FloatArray scales, FloatArray zeros, IntArray q,
            FloatArray sums, FloatArray steps, FloatArray y) {
        for (@Parallel int r = 0; r < sizes.get(ROWS); r++) {
            for (@Parallel int t = 0; t < sizes.get(INPUTS); t++) {
                tile(4, 3, t, r, sizes, codes, scales, zeros, q, sums, steps, y);
            }
        }
    }

    public static void linearInteger8Tile(IntArray sizes, IntArray codes, FloatArray scales, FloatArray zeros, IntArray q,
            FloatArray sums, FloatArray steps, FloatArray y) {
        for (@Parallel int r = 0; r < sizes.get(ROWS); r++) {
            for (@Parallel int t = 0; t < sizes.get(INPUTS); t++) {
                tile(8, 2, t, r, sizes, codes, scales, zeros, q, sums, steps, y);
            }
        }
    }

    /** One row of the weight with one row of input, but for the input's scale. */
    private static float row(int bits, int log, int r, IntArray sizes, IntArray codes, FloatArray scales, FloatArray zeros,
            IntArray q, FloatArray sums) {
        int groups = sizes.get(GROUPS);
        int words = sizes.get(WORDS);
        int perWord = 1 << log;
        int mask = (1 << bits) - 1;
        float sum = 0;
        for (int g = 0; g < groups; g++) {
            int p = r * groups + g;
            int part = 0;
            for (int w = 0; w < words; w++) {
                int word = codes.get(p * words + w);
                int i = (g * words + w) << log;
                for (int j = 0; j < perWord; j++) {
                    part += ((word >> (bits * j)) & mask) * q.get(i + j);
                }
            }
            sum += (part - zeros.get(p) * sums.get(g)) * scales.get(p);
        }
        return sum;
    }

    /** One row of the weight with a tile of rows of input: each code is read once for all of them. */
    private static void tile(int bits, int log, int t, int r, IntArray sizes, IntArray codes, FloatArray scales,
            FloatArray zeros, IntArray q, FloatArray sums, FloatArray steps, FloatArray y) {
        int groups = sizes.get(GROUPS);
        int words = sizes.get(WORDS);
        int perWord = 1 << log;
        int mask = (1 << bits) - 1;
        int stride = (groups * words) << log;
        int input = t * TILE;
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        for (int g = 0; g < groups; g++) {
            int p = r * groups + g;
            int part0 = 0;
            int part1 = 0;
            int part2 = 0;
            int part3 = 0;
            for (int w = 0; w < words; w++) {
                int word = codes.get(p * words + w);
                int i = input * stride + ((g * words + w) << log);
                for (int j = 0; j < perWord; j++) {
                    int code = (word >> (bits * j)) & mask;
                    part0 += code * q.get(i + j);
                    part1 += code * q.get(i + j + stride);
                    part2 += code * q.get(i + j + 2 * stride);
                    part3 += code * q.get(i + j + 3 * stride);
                }
            }
            float scale = scales.get(p);
            float zero = zeros.get(p);
            int s = input * groups + g;
            sum0 += (part0 - zero * sums.get(s)) * scale;
            sum1 += (part1 - zero * sums.get(s + groups)) * scale;
            sum2 += (part2 - zero * sums.get(s + 2 * groups)) * scale;
            sum3 += (part3 - zero * sums.get(s + 3 * groups)) * scale;
        }
        int rows = sizes.get(ROWS);
        int out = input * rows + r;
        y.set(out, sum0 * steps.get(input));
        y.set(out + rows, sum1 * steps.get(input + 1));
        y.set(out + 2 * rows, sum2 * steps.get(input + 2));
        y.set(out + 3 * rows, sum3 * steps.get(input + 3));
    }
}
