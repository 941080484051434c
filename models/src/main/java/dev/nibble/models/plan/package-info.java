/** Which tensors of a model are quantized, and why the others are not: every tensor of the file has a line. */
package dev.nibble.models.plan;
