package dev.nibble.api.format;

import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;

/**
 * What the codes and parameters of a quantized tensor mean. Immutable; two formats are equal if their {@link #text()}
 * is. The decode is plain Java and is the reference that every kernel is held to.
 */
public interface Format {
    /** The one canonical text, for example {@code affine:bits=4,group=64,axis=1,zero=float}. */
    String text();

    /** The arrays of which a tensor of this format consists, in the order in which they are saved. */
    List<Component> components();

    /** Whether a tensor of that logical shape can have this format, and if not, why. */
    Support supports(Shape logical);

    /**
     * Decodes one row of the matrix view to float32. The float32 result is exact by definition: it is what "the
     * quantized weights" are.
     *
     * @param into receives {@code tensor.shape().cols()} values from index 0
     */
    void decodeRow(QuantizedTensor tensor, long row, float[] into);

    /**
     * For each element of a row, the sum of the magnitudes of the terms of its decode; for {@code (code - zero) * scale}
     * that is {@code (code + |zero|) * |scale|}. A kernel may distribute the operation over these terms, so error bounds
     * are relative to them. The default suits decodes without differences.
     *
     * @param into receives {@code tensor.shape().cols()} values from index 0
     */
    default void decodeTermsRow(QuantizedTensor tensor, long row, float[] into) {
        decodeRow(tensor, row, into);
        int cols = tensor.shape().rowLength();
        for (int i = 0; i < cols; i++) {
            into[i] = Math.abs(into[i]);
        }
    }

    /**
     * Quantizes by the format's standard rule: parameters from the range of the weights they serve, then the nearest
     * code. All-zero and constant groups decode without NaN.
     *
     * @param weights finite floats of a shape that {@link #supports} accepts
     * @throws IllegalArgumentException if a weight is NaN or infinite, or the shape is not supported
     */
    QuantizedTensor encode(Tensor weights);

    /** Bits per weight with all components counted, from their real bytes. */
    default double bitsPerWeight(Shape logical) {
        return 8.0 * bytes(logical) / logical.elements();
    }

    /** Bytes of all components. */
    default long bytes(Shape logical) {
        return components().stream().mapToLong(component -> component.bytesFor(logical)).sum();
    }

    /**
     * The smallest legal cut along an axis of the matrix view: parts start at multiples of it.
     *
     * @param axis 0 for rows, 1 for columns
     * @return that many positions; the whole extent where no cut is legal
     */
    default long smallestCut(Shape logical, int axis) {
        long extent = axis == 0 ? logical.rows() : logical.cols();
        long step = 1;
        for (Component component : components()) {
            switch (component.cut().apply(logical, axis)) {
                case Cut.Along along -> step = leastCommonMultiple(step, along.step());
                case Cut.Shared _ -> { }
                case Cut.Whole _ -> {
                    return extent;
                }
            }
        }
        return Math.min(step, extent);
    }

    private static long leastCommonMultiple(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return Math.multiplyExact(a / x, b);
    }
}
