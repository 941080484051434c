/** What the kernels must reach, as data, and whether they do. */
package dev.nibble.benchmarks.goal;
