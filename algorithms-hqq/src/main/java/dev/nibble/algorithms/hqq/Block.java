package dev.nibble.algorithms.hqq;

/**
 * The groups of some consecutive parameter rows.
 *
 * @param first the first parameter row
 * @param count how many parameter rows
 */
record Block(long first, int count) {}
