package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;

/** Vector code that multiplies a panel of coded weights with one row of input, without decoding the weights first. */
interface RowCode {
    /** How it wants the row. */
    InputRow.Order order();

    /** The code that it takes for zero, where it multiplies with codes. */
    default int zero() {
        return 0;
    }

    /** The levels that it multiplies with; none if it multiplies with codes. */
    default float[] levels() {
        return new float[0];
    }

    /**
     * Adds {@code scale * sum level x} of each group to the results of two panels, where {@code scratch} holds the scales
     * already. Two at once, because a processor that reads one stream waits at the end of each page, and because each value
     * of the input then serves twice as many weights.
     *
     * @param packed all panels
     * @param at byte offset of the first panel's codes
     * @param next that of the second, which may be the same one
     * @param layout of a panel
     * @param input the packed row
     * @param scratch of both panels, one behind the other: scales to read, results to add to
     */
    void multiply(MemorySegment packed, long at, long next, PanelLayout layout, InputRow input, Scratch scratch);
}
