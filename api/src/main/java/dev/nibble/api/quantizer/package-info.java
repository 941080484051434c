/** Algorithms that choose codes and parameters. */
package dev.nibble.api.quantizer;
