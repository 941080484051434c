package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;

/** Vector code that multiplies a panel of coded weights with one row of input, without decoding the weights first. */
interface RowCode {
    /** How it wants the row. */
    InputRow.Order order();

    /** The code that it takes for zero, on a grid. */
    default int zero() {
        return 0;
    }

    /**
     * Adds {@code scale * sum level x} of each group to the results, where {@code scratch} holds the scales already.
     *
     * @param packed all panels
     * @param at byte offset of the panel's codes
     * @param layout of the panel
     * @param input the packed row
     * @param scratch scales to read, results to add to
     */
    void multiply(MemorySegment packed, long at, PanelLayout layout, InputRow input, Scratch scratch);
}
