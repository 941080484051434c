package dev.nibble.kernels.jvm;

import dev.nibble.api.format.CodedFormat;
import java.util.OptionalInt;

/**
 * What a kernel can know of a format: the values that its codes stand for.
 *
 * @param values by code
 */
record Levels(float[] values) {
    static Levels of(CodedFormat format) {
        return new Levels(format.levels());
    }

    /** The distance from a code's value to the code, if that is the same for all: {@code value = code - origin}. */
    boolean isGrid() {
        for (int code = 1; code < values.length; code++) {
            if (values[code] - values[code - 1] != 1) {
                return false;
            }
        }
        return -values[0] >= 0 && -values[0] <= values.length;
    }

    /** For a grid: the code, perhaps half-way between two, that stands for zero. */
    float origin() {
        return -values[0];
    }

    /** Exponent bits of the 8-bit float with these values, if they are one's: 4 for E4M3, 5 for E5M2. */
    OptionalInt exponentBits() {
        for (int bits = 4; bits <= 5 && values.length == 256; bits++) {
            if (isMiniFloat(bits)) {
                return OptionalInt.of(bits);
            }
        }
        return OptionalInt.empty();
    }

    private boolean isMiniFloat(int exponentBits) {
        for (int code = 0; code < values.length; code++) {
            // No tensor contains the codes of infinities and NaN.
            if (Float.isFinite(values[code]) && values[code] != expand(code, exponentBits)) {
                return false;
            }
        }
        return true;
    }

    /** The 8-bit float made a float32 as the vector code does it: sign, exponent and mantissa put in place, then scaled. */
    private static float expand(int code, int exponentBits) {
        int bits = (code << 24) >> 8 - exponentBits & 0x80000000 | (code & 0x7F) << 16 + exponentBits;
        return Float.intBitsToFloat(bits) * Math.scalb(1f, 128 - (1 << exponentBits - 1));
    }

    /** The values; zero where no tensor contains the code, since padding may, and meets zeros. */
    float[] finite() {
        float[] finite = values.clone();
        for (int code = 0; code < finite.length; code++) {
            finite[code] = Float.isFinite(finite[code]) ? finite[code] : 0;
        }
        return finite;
    }

    /** The first 16 values, repeated if there are fewer, so that bits above the code's do not matter. */
    float[] sixteen() {
        float[] table = new float[16];
        for (int i = 0; i < table.length; i++) {
            table[i] = finite()[i % values.length];
        }
        return table;
    }
}
