/** Who takes part in a comparison: Nibble's kernels and other runtimes, all on weights of the same float matrix. */
package dev.nibble.benchmarks.contender;
