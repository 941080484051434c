/** Structural operations on quantized tensors, derived from the components that a format declares. */
package dev.nibble.runtime.structure;
