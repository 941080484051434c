package dev.nibble.kernels.jvm;

import dev.nibble.api.format.CodedFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a kernel can know of a format: the values that its codes stand for.
 *
 * @param values by code
 */
record Levels(float[] values) {
    private static final int SOME = 4;

    static Levels of(CodedFormat format) {
        return new Levels(format.levels());
    }

    /** Whether values are the codes less one number, the {@link #origin}. */
    boolean isGrid() {
        for (int code = 1; code < values.length; code++) {
            if (values[code] - values[code - 1] != 1) {
                return false;
            }
        }
        return -values[0] >= 0 && -values[0] <= values.length;
    }

    /** What they are, for the user: {@code an even grid of step 1, -8.0 to 7.0}, or a table with its first values. */
    String inWords() {
        if (isGrid()) {
            return "an even grid of step 1, " + values[0] + " to " + values[values.length - 1];
        }
        return "a table of " + values.length + ", " + IntStream.range(0, Math.min(SOME, values.length))
                .mapToObj(code -> Float.toString(values[code])).collect(Collectors.joining(" "))
                + (values.length > SOME ? " ..." : "");
    }

    /** For a grid: the code, perhaps half-way between two, that stands for zero. */
    float origin() {
        return -values[0];
    }

    /** How codes become these values, if they are 8-bit floats: E4M3 or E5M2. */
    Optional<Expansion> expansion() {
        return values.length == 256
                ? Stream.of(4, 5).map(Expansion::new).filter(this::isMadeBy).findFirst()
                : Optional.empty();
    }

    private boolean isMadeBy(Expansion expansion) {
        for (int code = 0; code < values.length; code++) {
            // No tensor contains the codes of infinities and NaN.
            if (Float.isFinite(values[code]) && values[code] != expansion.of(code)) {
                return false;
            }
        }
        return true;
    }

    /**
     * An 8-bit float becomes a float32: sign, exponent and mantissa are put in place, and what the exponent biases differ
     * by is multiplied in, which puts subnormals right, too.
     *
     * @param exponentBits 4 for E4M3, 5 for E5M2
     */
    record Expansion(int exponentBits) {
        /** How far a code in the top byte is shifted right, with its sign. */
        int shift() {
            return 8 - exponentBits;
        }

        /** The bits that then are the float's. */
        int mask() {
            return 0x80000000 | 0x7F << 16 + exponentBits;
        }

        /** What such a float must be multiplied with. */
        float factor() {
            return Math.scalb(1f, 128 - (1 << exponentBits - 1));
        }

        /** The value of a code. */
        float of(int code) {
            return Float.intBitsToFloat(code << 24 >> shift() & mask()) * factor();
        }
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
        float[] finite = finite();
        float[] table = new float[16];
        for (int i = 0; i < table.length; i++) {
            table[i] = finite[i % values.length];
        }
        return table;
    }
}
