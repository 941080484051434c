/** How much of a model survives quantization. */
package dev.nibble.models.eval;
