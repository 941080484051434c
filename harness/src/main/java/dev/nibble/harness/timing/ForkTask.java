package dev.nibble.harness.timing;

import dev.nibble.harness.trace.Cell;

/**
 * What a JMH fork needs to know.
 *
 * @param cell what is timed
 * @param coldBytes bytes of weights to rotate over; 0 for hot runs
 * @param seed of weights and input
 */
record ForkTask(Cell.KernelCell cell, long coldBytes, long seed) {}
