/**
 * Operations on quantized tensors: what they compute (in float64), what they cost, and on which shapes they are tested.
 *
 * <p>Every operation here has one quantized operand, the weight, at most one dense input, and one float32 output. The
 * structural operations (slice, cat, save, ...) are not here: they follow from a format's components.
 */
package dev.nibble.api.op;
