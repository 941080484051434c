package dev.nibble.kernels.jvm;

/**
 * How coded weights are packed for kernels whose lanes are output rows: one stream, read once from front to back.
 *
 * <pre>
 * panel (for {@code rows} output rows):  parameters of group 0 | of group 1 | ... | step 0 | step 1 | ...
 * parameters:  by kind, each one float for each row
 * step:        one word of 32 bits for each row, with 32/bits codes
 * block:       some steps
 * </pre>
 *
 * In words of 8-bit codes the columns of a block lie in order, the first lowest. Words of narrower codes have two halves,
 * with n codes each: word h of a block of length 2H holds columns nh to nh+n-1 in its lower half and H+nh to H+nh+n-1 in its
 * upper half, so that sixteen-bit lanes have whole runs of columns, too.
 *
 * @param blocking how rows are cut
 * @param bits that a code takes here: 2, 4 or 8
 * @param kind of the parameters
 * @param rows of a panel
 */
record PanelLayout(Blocking blocking, int bits, Kind kind, int rows) {
    /** What is stored for each row and group. */
    enum Kind {
        /** A float scale. */
        SCALE(1),
        /** A float scale, then a float zero. */
        SCALE_AND_ZERO(2),
        /** Both in half precision: the scale in the lower half of a word, the zero in the upper. */
        HALVES(1);

        private final int words;

        Kind(int words) {
            this.words = words;
        }
    }

    /** The narrowest container of codes with that many bits; there is none for 3 bits, as three do not divide a word. */
    static int container(int bits) {
        return bits <= 2 ? 2 : bits <= 4 ? 4 : 8;
    }

    /** Columns that a block's length must be a multiple of. */
    static int step(int container) {
        return Integer.SIZE / container;
    }

    /** Words of a block, for each row. */
    int blockWords() {
        return blocking.length() / step(bits);
    }

    /** Words of a panel's codes, for each row. */
    int words() {
        return Math.multiplyExact(blocking.blocks(), blockWords());
    }

    /** Where a panel's codes begin. */
    long codesOffset() {
        return (long) blocking.groups() * groupBytes();
    }

    /** Bytes of a group's parameters. */
    long groupBytes() {
        return (long) kind.words * rows * Integer.BYTES;
    }

    /** Bytes of a step. */
    long stepBytes() {
        return (long) rows * Integer.BYTES;
    }

    /** Bytes of a panel. */
    long panelBytes() {
        return codesOffset() + words() * stepBytes();
    }

    /** Where the word of a column lies within a row's words of a block. */
    int word(int column) {
        return bits == 8 ? column / 4 : column % (blocking.length() / 2) / perHalf();
    }

    /** The lowest bit of a column's code in its word. */
    int shift(int column) {
        if (bits == 8) {
            return column % 4 * 8;
        }
        return column % perHalf() * bits + (column < blocking.length() / 2 ? 0 : Integer.SIZE / 2);
    }

    /** Codes in half a word. */
    int perHalf() {
        return Integer.SIZE / 2 / bits;
    }
}
