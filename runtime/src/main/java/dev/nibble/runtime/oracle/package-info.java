/** Proves kernels against the float64 reference of their operation, on the same quantized weights. */
package dev.nibble.runtime.oracle;
