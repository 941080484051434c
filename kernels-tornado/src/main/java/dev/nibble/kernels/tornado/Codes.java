package dev.nibble.kernels.tornado;

import dev.nibble.api.format.CodedFormat;

/**
 * What a kernel knows of a format: the values that its codes stand for.
 *
 * @param levels by code
 */
record Codes(float[] levels) {
    static Codes of(CodedFormat format) {
        return new Codes(format.levels());
    }

    /** Whether levels are the codes less one number, the {@link #origin}. */
    boolean isGrid() {
        for (int code = 1; code < levels.length; code++) {
            if (levels[code] - levels[code - 1] != 1) {
                return false;
            }
        }
        return levels[0] <= 0 && -levels[0] <= levels.length;
    }

    /** For a grid: the code, perhaps half-way between two, that stands for zero. */
    float origin() {
        return -levels[0];
    }

    /**
     * A table for codes of that many bits: levels are repeated where there are fewer, and zero for codes that no tensor
     * contains, because filled-up words may, and meet zeros.
     */
    float[] table(int bits) {
        float[] table = new float[1 << bits];
        for (int code = 0; code < table.length; code++) {
            float level = levels[code % levels.length];
            table[code] = Float.isFinite(level) ? level : 0;
        }
        return table;
    }
}
