package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;

/** A weight from which rows in float32 can be had, by several threads at a time. */
interface RowSource {
    /** Equal for sources that run the same compiled code. */
    String kind();

    /** Rows of the matrix view. */
    long rows();

    /** Columns of the matrix view. */
    int columns();

    /** How many pieces a row can be cut into. */
    int pieces();

    /** Bytes in which the weight lies. */
    long bytes();

    /**
     * Decodes pieces {@code from} to {@code to} of a row, and writes these columns only.
     *
     * @param into float32
     * @param at where in {@code into} the row begins, in bytes
     * @param part of the call, each of which has its own scratch; less than the source was made for
     */
    void decode(long row, int from, int to, MemorySegment into, long at, int part);
}
