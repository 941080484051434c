package dev.nibble.api.op;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How an operation treats its dense input: as it is, or row by row quantized to int8, with parameters from each row when it
 * arrives (dynamic) or from a calibration (static, {@link Int8Static}). Kernels must reproduce the codes exactly, so that
 * what remains is the rounding of their accumulation.
 */
public sealed interface Activation permits Unquantized, Int8Activation {
    /** As it is, in float32. */
    Activation F32 = Unquantized.F32;

    /**
     * Dynamic, symmetric: {@code scale = max|x| / 127} of each row and {@code q = clamp(rint(x / scale), -127, 127)}, both in
     * float32, ties to even. A row whose scale rounds to zero becomes all zeros.
     */
    Activation INT8_ROW = Int8Dynamic.SYMMETRIC;

    /** Dynamic, with a scale and a zero from the range of each row: {@link Int8Affine}. */
    Activation INT8_ROW_AFFINE = Int8Dynamic.AFFINE;

    /** The kind, for which kernels are proven: the text form without parameters, such as {@code int8-static}. */
    String kind();

    /** The one of its kind on which kernels are tested: itself, where the kind has no parameters. */
    Activation representative();

    /**
     * What a row is to the operation, in float64: the reference.
     *
     * @param x finite values from index 0
     * @param count how many
     * @param values receives them
     */
    void apply(float[] x, int count, double[] values);

    /** The representative of each kind. */
    static List<Activation> representatives() {
        return List.of(F32, INT8_ROW, INT8_ROW_AFFINE, Int8Static.SYMMETRIC, Int8Static.AFFINE);
    }

    /**
     * The activation of a text: a kind, which stands for its representative, or {@code int8-static:scale=S,zero=Z}.
     *
     * @throws IllegalArgumentException if there is none of that text; the message lists the kinds
     */
    static Activation of(String text) {
        if (text.startsWith(Int8Static.PREFIX)) {
            return Int8Static.parse(text);
        }
        return representatives().stream().filter(it -> it.kind().equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there are no activations '" + text + "'; there are: "
                        + representatives().stream().map(Activation::kind).collect(Collectors.joining(", ")) + ", "
                        + Int8Static.PREFIX + "scale=S,zero=Z"));
    }
}
