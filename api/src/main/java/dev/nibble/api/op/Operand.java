package dev.nibble.api.op;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;

/** Type and shape of a dense operand. */
public record Operand(ElementType type, Shape shape) {}
