package dev.nibble.runtime.structure;

import dev.nibble.api.format.Component;
import dev.nibble.api.format.Cut;
import dev.nibble.api.format.Format;
import dev.nibble.api.tensor.Shape;

/**
 * One dimension of a tensor along which it may be cut, and what that is in the matrix view that formats see.
 *
 * @param dimension of the logical shape, for messages
 * @param matrix 0 for the rows of the matrix view, 1 for its columns
 */
record Axis(Format format, Shape shape, int dimension, int matrix) {
    static Axis of(Format format, Shape shape, int dimension) {
        String what = format.text() + "[" + shape + "]";
        if (dimension < 0 || dimension >= shape.rank()) {
            throw new IllegalCutException(what + " has no axis " + dimension
                    + (shape.rank() == 0 ? "; a scalar cannot be cut" : "; it has 0 to " + (shape.rank() - 1)));
        }
        if (shape.rank() > 2 && dimension > 0) {
            throw new IllegalCutException(what + " can be cut along axis 0 only: formats see it as a matrix of "
                    + shape.rows() + " rows, and axis " + dimension + " lies within the rows");
        }
        return new Axis(format, shape, dimension, shape.rank() == 1 ? 1 : dimension);
    }

    long extent() {
        return shape.dim(dimension);
    }

    Shape with(long extent) {
        return shape.with(dimension, extent);
    }

    Cut cut(Component component) {
        return component.cut().apply(shape, matrix);
    }

    /** Positions at multiples of this are legal; the extent where only the whole is. */
    long step() {
        return format.smallestCut(shape, matrix);
    }

    /** Refuses a part of the tensor that its format could not hold, or that would cut a group through. */
    void requireLegal(long from, long to) {
        requirePosition(from);
        requirePosition(to);
        if (from == 0 && to == extent()) {
            return;
        }
        for (Component component : format.components()) {
            if (cut(component) instanceof Cut.Whole(String reason)) {
                throw new IllegalCutException(part(from, to) + ": component '" + component.name() + "' must stay whole: "
                        + reason + "; the nearest legal cut is the whole axis, 0 to " + extent());
            }
        }
        var support = format.supports(with(to - from));
        if (!support.supported()) {
            throw new IllegalCutException(part(from, to) + ": a part of " + with(to - from) + " cannot have that format: "
                    + support);
        }
    }

    private void requirePosition(long position) {
        if (position == extent()) {
            return;
        }
        for (Component component : format.components()) {
            if (cut(component) instanceof Cut.Along along && position % along.step() != 0) {
                throw new IllegalCutException(format.text() + "[" + shape + "] cannot be cut at " + position + " of axis "
                        + dimension + " (extent " + extent() + "): component '" + component.name() + "' has groups of "
                        + along.step() + "; " + nearest(position));
            }
        }
    }

    private String nearest(long position) {
        long below = position / step() * step();
        long above = Math.min(extent(), below + step());
        return "the nearest legal cuts are " + below + " and " + above;
    }

    private String part(long from, long to) {
        return "part " + from + " to " + to + " of axis " + dimension + " cannot be taken from " + format.text() + "["
                + shape + "]";
    }
}
