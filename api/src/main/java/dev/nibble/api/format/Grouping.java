package dev.nibble.api.format;

import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;

/**
 * Which elements of a matrix share their parameters.
 *
 * <ul>
 *   <li>{@code group=g,axis=1}: {@code g} consecutive elements of a row; the last group of a row may be shorter.
 *       Parameters have shape [rows, ceil(cols / g)].
 *   <li>{@code group=g,axis=0}: the tensor read as a [g, elements / g] matrix, each column of which is a group. Element
 *       (r, c) shares its parameters with all (r', c) where r' = r modulo rows / g. This is HQQ's axis 0
 *       ({@code reshape(g, -1)}). Parameters have shape [rows / g, cols]; {@code g} must divide the rows.
 *   <li>{@code per=row}: one group a row, shape [rows, 1]; {@code per=tensor}: one group, shape [1, 1].
 * </ul>
 *
 * @param kind which of these
 * @param size elements of a group; 0 unless {@code kind} is ALONG_ROWS or ACROSS_ROWS
 */
public record Grouping(Kind kind, long size) {
    /** How elements are grouped. */
    public enum Kind { TENSOR, ROW, ALONG_ROWS, ACROSS_ROWS }

    public static final Grouping PER_TENSOR = new Grouping(Kind.TENSOR, 0);
    public static final Grouping PER_ROW = new Grouping(Kind.ROW, 0);

    public Grouping {
        boolean sized = kind == Kind.ALONG_ROWS || kind == Kind.ACROSS_ROWS;
        if (sized != size > 0) {
            throw new IllegalArgumentException("a group of " + size + " elements " + kind + " cannot be");
        }
    }

    /** Groups of {@code size} along axis 1 or, as HQQ does it, axis 0. */
    public static Grouping of(long size, int axis) {
        return new Grouping(axis == 1 ? Kind.ALONG_ROWS : Kind.ACROSS_ROWS, size);
    }

    /** Whether a matrix of that shape can be grouped so. */
    public Support supports(Shape logical) {
        if (kind != Kind.ACROSS_ROWS) {
            return Support.yes();
        }
        return Support.yes().require("rows", "a multiple of the group size " + size + " (axis=0)",
                Long.toString(logical.rows()), logical.rows() % size == 0);
    }

    /** The shape of a component with one value for each group. */
    public Shape parameterShape(Shape logical) {
        return switch (kind) {
            case TENSOR -> Shape.of(1, 1);
            case ROW -> Shape.of(logical.rows(), 1);
            case ALONG_ROWS -> Shape.of(logical.rows(), Math.ceilDiv(logical.cols(), size));
            case ACROSS_ROWS -> Shape.of(logical.rows() / size, logical.cols());
        };
    }

    /** A component with one value for each group. */
    public Component component(String name, ElementType type) {
        return switch (kind) {
            case TENSOR -> Component.perTensor(name, type, 1);
            case ROW -> Component.perRow(name, type);
            case ALONG_ROWS -> Component.perGroup(name, type, size);
            case ACROSS_ROWS -> new Component(name, type, this::parameterShape, (logical, axis) -> axis == 1
                    ? new Cut.Along(1, 1, 1)
                    : new Cut.Whole("groups along axis 0 reach over all rows"));
        };
    }

    /** The row of a parameter component that serves an element's row. */
    public long parameterRow(Shape logical, long row) {
        return switch (kind) {
            case TENSOR -> 0;
            case ROW, ALONG_ROWS -> row;
            case ACROSS_ROWS -> row % (logical.rows() / size);
        };
    }

    /** How many consecutive elements of a row share one column of a parameter component. */
    public long run(Shape logical) {
        return switch (kind) {
            case TENSOR, ROW -> Math.max(1, logical.cols());
            case ALONG_ROWS -> size;
            case ACROSS_ROWS -> 1;
        };
    }
}
