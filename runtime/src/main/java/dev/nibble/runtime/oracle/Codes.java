package dev.nibble.runtime.oracle;

/** What test weights have for codes. */
public enum Codes {
    /** Those that the format's own encode chose. */
    ENCODED,
    /** All bits set in every code: the largest sums that integer accumulators meet. */
    ALL_MAX,
    /** Every code with equal probability, those that an encode never chooses included. */
    RANDOM
}
