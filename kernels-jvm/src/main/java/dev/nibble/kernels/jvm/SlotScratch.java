package dev.nibble.kernels.jvm;

import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What one thread needs beside registers to decode slots.
 *
 * @param codes of {@value #SLOTS} slots
 * @param levels of as many
 * @param ends of rows and parts: the last columns, fewer than a vector's, and what a vector that begins there has too much
 */
record SlotScratch(int[] codes, float[] levels, MemorySegment ends) {
    /** How many slots are decoded together where that takes several steps; all of it stays in the first cache. */
    static final int SLOTS = 32;

    SlotScratch(int lanes, Arena arena) {
        this(new int[SLOTS * lanes], new float[SLOTS * lanes], arena.allocate(2L * lanes * Float.BYTES, Tensor.ALIGNMENT));
    }
}
