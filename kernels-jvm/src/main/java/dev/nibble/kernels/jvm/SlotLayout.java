package dev.nibble.kernels.jvm;

import java.util.Arrays;

/**
 * Where the codes of a row lie. A row is cut into <em>slots</em>: as many consecutive columns as a vector has lanes, all
 * with the same parameters, so that the last slot of a group may be partly empty. Slots are stored in vectors of 32-bit words,
 * one lane for each column, several slots in each word:
 *
 * <pre>
 * word vector 0, lane 0   | slot 0, column 0 | slot 1, column 0 | ... | slot c-1, column 0 |     least significant bits first
 *                lane 1   | slot 0, column 1 | slot 1, column 1 | ...                            c = 32 / bits
 * word vector 1           | slot c ...
 * </pre>
 *
 * One shift therefore gives the codes of a vector of consecutive columns. The tables are indexed by slot instead of computed
 * in nested loops: with a loop a group, of four slots each, the same work took half as long again.
 */
final class SlotLayout {
    private static final int SHIFT_BITS = 5;

    private final int lanes;
    private final int bits;
    private final int slots;
    private final int words;
    private final int parameters;
    private final boolean perColumn;
    private final boolean hasZero;
    private final int[] place;
    private final int[] parameter;
    private final int[] column;

    /**
     * The layout of rows.
     *
     * @param columns of a row, at least 1
     * @param run consecutive columns that share parameters; with 1 each column has its own, which are read as vectors
     * @param bits of a code, 1 to 16
     * @param hasZero whether groups have a zero beside the scale
     * @param lanes of a vector
     */
    SlotLayout(int columns, long run, int bits, boolean hasZero, int lanes) {
        int group = (int) Math.min(run, columns);
        this.lanes = lanes;
        this.bits = bits;
        this.perColumn = run == 1;
        this.hasZero = hasZero;
        int cut = perColumn ? columns : group;
        int slotsOfGroup = Math.ceilDiv(cut, lanes);
        int rest = columns % cut;
        this.slots = Math.addExact(Math.multiplyExact(columns / cut, slotsOfGroup), Math.ceilDiv(rest, lanes));
        int slotsOfWord = Integer.SIZE / bits;
        this.words = Math.ceilDiv(slots, slotsOfWord);
        this.parameters = perColumn ? Math.multiplyExact(slots, lanes) : Math.ceilDiv(columns, group);
        this.place = new int[slots];
        this.parameter = new int[slots];
        this.column = new int[slots + 1];
        for (int s = 0; s < slots; s++) {
            place[s] = s / slotsOfWord << SHIFT_BITS | s % slotsOfWord * bits;
            parameter[s] = Float.BYTES * (perColumn ? s * lanes : s / slotsOfGroup);
            column[s] = s / slotsOfGroup * cut + s % slotsOfGroup * lanes;
        }
        column[slots] = columns;
    }

    int slots() {
        return slots;
    }

    /** First column of a slot; for {@link #slots()} the end of the row. */
    int column(int slot) {
        return column[slot];
    }

    /** For each slot the index of its word vector, and in the lowest five bits how far to shift the words right. */
    int[] places() {
        return place;
    }

    /** For each slot the offset in bytes of its scale, or of its first column's, from the row's first scale. */
    int[] scaleOffsets() {
        return parameter;
    }

    /** What makes a scale's offset that of the zero: all ones, or nothing where one zero serves all. */
    int zeroMask() {
        return hasZero ? -1 : 0;
    }

    int[] columns() {
        return column;
    }

    /** Whether each column has parameters of its own, to be read as a vector. */
    boolean perColumn() {
        return perColumn;
    }

    /** The index of the word vector at a {@link #places() place}. */
    static int word(int place) {
        return place >>> SHIFT_BITS;
    }

    /** Bytes of a row's codes. */
    long rowBytes() {
        return (long) words * lanes * Integer.BYTES;
    }

    /** Bytes of a row's scales, and of its zeros. */
    long scaleBytes() {
        return (long) parameters * Float.BYTES;
    }

    boolean hasZero() {
        return hasZero;
    }

    /** Lays one row out. */
    void pack(int[] codes, int[] into) {
        Arrays.fill(into, 0);
        for (int s = 0; s < slots; s++) {
            int first = word(place[s]) * lanes - column[s];
            int shift = place[s] & (1 << SHIFT_BITS) - 1;
            for (int c = column[s]; c < column[s + 1]; c++) {
                into[first + c] |= codes[c] << shift;
            }
        }
    }

    int bits() {
        return bits;
    }

    int lanes() {
        return lanes;
    }
}
