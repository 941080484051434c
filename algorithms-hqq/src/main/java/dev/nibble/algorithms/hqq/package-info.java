/** Half-quadratic quantization: data-free, in seconds, with a zero-point for each group that suits its outliers. */
package dev.nibble.algorithms.hqq;
