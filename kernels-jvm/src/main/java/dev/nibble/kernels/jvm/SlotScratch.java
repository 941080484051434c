package dev.nibble.kernels.jvm;

import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What one thread needs beside registers to decode slots.
 *
 * @param codes of a slot
 * @param levels of a slot
 * @param ends of rows and parts: the last columns, fewer than a vector's, and what a vector that begins there has too much
 */
record SlotScratch(int[] codes, float[] levels, MemorySegment ends) {
    SlotScratch(int lanes, Arena arena) {
        this(new int[lanes], new float[lanes], arena.allocate(2L * lanes * Float.BYTES, Tensor.ALIGNMENT));
    }
}
