/** Compares the JVM's kernels with other runtimes, in one run. */
package dev.nibble.benchmarks;
