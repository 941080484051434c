/**
 * Dense arrays over {@link java.lang.foreign.MemorySegment}: element types, shapes and tensors.
 *
 * <p>Shapes and element counts are {@code long}; data may be mapped from a file and need not fit the heap.
 */
package dev.nibble.api.tensor;
