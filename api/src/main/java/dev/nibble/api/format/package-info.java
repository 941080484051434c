/**
 * What codes and parameters mean: formats, the components they declare, and tensors quantized to them.
 *
 * <p>A {@link dev.nibble.api.format.Format} declares its {@link dev.nibble.api.format.Component components}: name, type,
 * shape as a function of the logical shape, and how each is cut along each axis. From that the framework derives save,
 * load, slice, split, cat, copy, clone, equal and every collective transfer; a format writes none of them.
 *
 * <p>Formats see a tensor as a matrix of {@link dev.nibble.api.tensor.Shape#rows()} by
 * {@link dev.nibble.api.tensor.Shape#cols()}; for the weight of a linear layer that is [out, in].
 */
package dev.nibble.api.format;
