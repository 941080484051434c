/** The quantizers that need no more than a format: round-to-nearest, and the search for a better range. */
package dev.nibble.algorithms.basic;
