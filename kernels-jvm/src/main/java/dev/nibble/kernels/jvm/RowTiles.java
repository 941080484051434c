package dev.nibble.kernels.jvm;

import java.lang.foreign.MemorySegment;

/**
 * The vector code of a linear kernel over weights that are packed in panels of {@link #lanes()} output rows. An interface,
 * so that classes which know of the vector module stay behind it; it is called once for a panel, not for an element.
 */
interface RowTiles {
    /** Floats of a result array for each lane: twice the widest tile, since the code may keep its sums there, too. */
    int RESULTS = 16;

    /** Output rows of a panel: the lanes of a float vector. */
    int lanes();

    /** Bytes of a panel. */
    long panelBytes();

    /** The same code for rows that are cut in another way. */
    RowTiles on(Blocking other);

    /** Equal for instances that run the same compiled code. */
    String kind();

    /**
     * Multiplies one panel with the rows of a tile.
     *
     * @param packed all panels
     * @param at byte offset of the panel
     * @param tile the packed input, of width 1, 4 or 8
     * @param results of {@code RESULTS * lanes()} floats; receives output r of row t at {@code t * lanes() + r}
     */
    void multiply(MemorySegment packed, long at, ActivationTile tile, float[] results);
}
