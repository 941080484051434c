/** AWQ: scales input channels, and clips weights, so that what matters to the output is rounded less. */
package dev.nibble.algorithms.awq;
