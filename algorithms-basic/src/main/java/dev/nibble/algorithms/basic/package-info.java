/** Round-to-nearest, searches for a better range of each group, with or without activations, and scales of input channels. */
package dev.nibble.algorithms.basic;
