package dev.nibble.kernels.jvm;

import dev.nibble.api.op.Activation;
import java.lang.foreign.MemorySegment;

/**
 * The vector code of a linear kernel over weights that are packed in panels of {@link #rows()} output rows. An interface,
 * so that classes which know of the vector module stay behind it; it is called once for a panel, not for an element.
 */
interface Panels {
    /** Equal for instances that run the same compiled code. */
    String kind();

    /** The same code for other columns, grouped likewise. */
    Panels on(int columns);

    /** How the weight's columns are cut. */
    Blocking blocking();

    /** Output rows of a panel: two vectors. */
    int rows();

    /** Bytes of a panel. */
    long panelBytes();

    /** How {@link #one} wants its row of input. */
    InputRow newRow(Activation activation);

    /**
     * Multiplies two panels with one row of input; sets the first {@code 2 * rows()} results.
     *
     * @param at byte offset of the first panel
     * @param next that of the second, which may be the same one
     */
    void one(MemorySegment packed, long at, long next, InputRow row, Scratch scratch);

    /** Makes ready to {@link #decode} blocks of a panel. */
    void open(MemorySegment packed, long at, Scratch scratch);

    /** Decodes blocks of a panel into the scratch's tile, by column and row. */
    void decode(MemorySegment packed, long at, int firstBlock, int blocks, Scratch scratch);
}
