package dev.nibble.models.file;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;

/**
 * A tensor of a file, without its data.
 *
 * @param name as in the file
 * @param type of its elements
 * @param shape as {@link TensorFile#tensor} gives it
 */
public record TensorInfo(String name, ElementType type, Shape shape) {
    /** Bytes of its data. */
    public long bytes() {
        return Tensor.byteSize(type, shape);
    }
}
