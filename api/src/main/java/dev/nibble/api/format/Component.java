package dev.nibble.api.format;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * One array that a quantized tensor consists of, such as its codes or its scales.
 *
 * @param name unique within the format, for example {@code codes}
 * @param type of its elements; codes of fewer than eight bits are packed
 * @param shape the component's shape as a function of the logical shape
 * @param cut what becomes of it when the logical matrix is cut along axis 0 (rows) or 1 (columns)
 */
public record Component(String name, ElementType type, UnaryOperator<Shape> shape, BiFunction<Shape, Integer, Cut> cut) {
    /** One value for each element, in the logical shape. */
    public static Component perElement(String name, ElementType type) {
        return new Component(name, type, logical -> logical, (logical, axis) -> new Cut.Along(axis, 1, 1));
    }

    /** One value for each row: shape [rows, 1]. */
    public static Component perRow(String name, ElementType type) {
        return new Component(
                name,
                type,
                logical -> Shape.of(logical.rows(), 1),
                (logical, axis) -> axis == 0 ? new Cut.Along(0, 1, 1) : new Cut.Shared());
    }

    /** One value for {@code size} consecutive elements of a row, the last group may be shorter: [rows, ceil(cols/size)]. */
    public static Component perGroup(String name, ElementType type, long size) {
        return new Component(
                name,
                type,
                logical -> Shape.of(logical.rows(), Math.ceilDiv(logical.cols(), size)),
                (logical, axis) -> axis == 0 ? new Cut.Along(0, 1, 1) : new Cut.Along(1, size, 1));
    }

    /** {@code count} values for the whole tensor: shape [1, count]. */
    public static Component perTensor(String name, ElementType type, long count) {
        return new Component(name, type, logical -> Shape.of(1, count), (logical, axis) -> new Cut.Shared());
    }

    /** This component's shape for a tensor of that logical shape. */
    public Shape shapeFor(Shape logical) {
        return shape.apply(logical);
    }

    /** Bytes of this component for a tensor of that logical shape. */
    public long bytesFor(Shape logical) {
        return dev.nibble.api.tensor.Tensor.byteSize(type, shapeFor(logical));
    }
}
