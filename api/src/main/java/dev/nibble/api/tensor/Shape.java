package dev.nibble.api.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The extent of a tensor, outermost dimension first, row-major. Immutable.
 *
 * <p>Quantized formats see every tensor as a matrix: {@link #rows()} is the first dimension and {@link #cols()} the
 * product of the others; a vector is one row, a scalar one element.
 */
public final class Shape {
    private final long[] dims;
    private final long elements;

    private Shape(long[] dims) {
        long count = 1;
        for (long dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException("a dimension cannot be negative: " + Arrays.toString(dims));
            }
            try {
                count = Math.multiplyExact(count, dim);
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("more than 2^63 elements: " + Arrays.toString(dims));
            }
        }
        this.dims = dims;
        this.elements = count;
    }

    /**
     * A shape with these dimensions; none for a scalar.
     *
     * @throws IllegalArgumentException if a dimension is negative or the element count exceeds a {@code long}
     */
    public static Shape of(long... dims) {
        return new Shape(dims.clone());
    }

    public int rank() {
        return dims.length;
    }

    /** Extent of dimension {@code axis}, counted from the outermost. */
    public long dim(int axis) {
        return dims[axis];
    }

    public long elements() {
        return elements;
    }

    /** Rows of the matrix view: the first dimension, or 1 for vectors and scalars. */
    public long rows() {
        return dims.length < 2 ? 1 : dims[0];
    }

    /** Columns of the matrix view: the product of all dimensions but the first. */
    public long cols() {
        if (dims.length < 2) {
            return elements;
        }
        long cols = 1;
        for (int i = 1; i < dims.length; i++) {
            cols *= dims[i];
        }
        return cols;
    }

    /**
     * Columns of the matrix view as an array length.
     *
     * @throws IllegalArgumentException if a row is longer than a Java array can be
     */
    public int rowLength() {
        long cols = cols();
        if (cols > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a row of " + this + " is too long for an array");
        }
        return (int) cols;
    }

    /** This shape with dimension {@code axis} replaced. */
    public Shape with(int axis, long extent) {
        long[] copy = dims.clone();
        copy[axis] = extent;
        return new Shape(copy);
    }

    public long[] toArray() {
        return dims.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && Arrays.equals(dims, that.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** For example {@code 384x1536}; a scalar is {@code scalar}. */
    @Override
    public String toString() {
        return dims.length == 0
                ? "scalar"
                : Arrays.stream(dims).mapToObj(Long::toString).collect(Collectors.joining("x"));
    }
}
