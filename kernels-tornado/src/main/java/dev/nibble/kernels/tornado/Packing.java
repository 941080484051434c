package dev.nibble.kernels.tornado;

import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.kernels.tornado.code.Sizes;
import java.lang.foreign.MemorySegment;

/**
 * How the codes of a weight lie in words of 32 bits: row by row, group by group, the first code in the lowest bits. Each group
 * begins with a word of its own.
 *
 * @param rows of the weight
 * @param columns of the weight
 * @param groups of a row
 * @param groupColumns columns of a group, those of the whole row if it is one group
 * @param bits of a code in a word: 2, 4 or 8
 */
record Packing(long rows, long columns, long groups, long groupColumns, int bits) {
    /** The packing of a weight whose groups lie along rows, or that has one group a row or in all. */
    static Packing of(Shape weight, Grouping grouping, int bits) {
        long columns = weight.cols();
        long run = Math.clamp(grouping.run(weight), 1, Math.max(1, columns));
        return new Packing(weight.rows(), columns, Math.ceilDiv(columns, run), run, bits);
    }

    /** Bits of the smallest container that holds a code. */
    static int container(int bits) {
        return bits <= 2 ? 2 : bits <= 4 ? 4 : 8;
    }

    int perWord() {
        return Integer.SIZE / bits;
    }

    /** Words of a group. */
    long words() {
        return Math.ceilDiv(groupColumns, perWord());
    }

    long rowWords() {
        return groups * words();
    }

    /** Columns of a row of input, with those that meet filled-up words. */
    long paddedColumns() {
        return rowWords() * perWord();
    }

    /** Whether rows of input are laid out as they arrive. */
    boolean isDense() {
        return paddedColumns() == columns;
    }

    boolean hasPowerOfTwoWords() {
        return Long.bitCount(words()) == 1;
    }

    long codeWords() {
        return rows * rowWords();
    }

    long parameters() {
        return rows * groups;
    }

    /** The sizes that a method gets, for that many inputs, tiles of inputs or indices. */
    int[] sizes(int inputs) {
        int[] sizes = new int[Sizes.COUNT];
        sizes[Sizes.ROWS] = (int) rows;
        sizes[Sizes.GROUPS] = (int) groups;
        sizes[Sizes.WORDS] = (int) words();
        sizes[Sizes.INPUTS] = inputs;
        sizes[Sizes.COLUMNS] = (int) columns;
        sizes[Sizes.GROUP_COLUMNS] = (int) groupColumns;
        sizes[Sizes.BITS] = bits;
        sizes[Sizes.CODES_LOG] = Integer.numberOfTrailingZeros(perWord());
        sizes[Sizes.WORDS_LOG] = groups == 1 ? Integer.SIZE - 1 : Long.numberOfTrailingZeros(words());
        return sizes;
    }

    /** Writes the codes of all rows; words are filled up with zeros. */
    void writeCodes(QuantizedTensor weight, MemorySegment into) {
        byte[] codes = new byte[Math.toIntExact(columns)];
        for (long r = 0; r < rows; r++) {
            weight.component("codes").readCodes(r, codes);
            for (int c = 0; c < codes.length; c++) {
                long at = padded(c);
                long word = (r * rowWords() + at / perWord()) * Integer.BYTES;
                int shift = (int) (at % perWord()) * bits;
                into.set(Layouts.INT, word, into.get(Layouts.INT, word) | (codes[c] & 0xFF) << shift);
            }
        }
    }

    /**
     * Writes scale and zero of all groups.
     *
     * @param origin what a code stands above its level on a grid; it is added to the zero
     */
    void writeParameters(QuantizedTensor weight, float origin, MemorySegment scales, MemorySegment zeros) {
        CodedFormat format = (CodedFormat) weight.format();
        for (long r = 0; r < rows; r++) {
            CodedFormat.RowParameters parameters = format.parameters(weight, r);
            for (int g = 0; g < groups; g++) {
                long at = (r * groups + g) * Float.BYTES;
                scales.set(Layouts.FLOAT, at, parameters.scales()[g]);
                zeros.set(Layouts.FLOAT, at, origin + (format.hasZero() ? parameters.zeros()[g] : 0));
            }
        }
    }

    /** Where a column of the weight lies in a padded row. */
    private long padded(long column) {
        return column / groupColumns * words() * perWord() + column % groupColumns;
    }

    /** Copies a row of floats to where the method expects it; columns between stay as they are. */
    void spread(MemorySegment from, long fromBytes, MemorySegment into, long intoBytes) {
        for (long g = 0; g < groups; g++) {
            long column = g * groupColumns;
            long count = Math.min(groupColumns, columns - column);
            MemorySegment.copy(from, fromBytes + column * Float.BYTES, into,
                    intoBytes + g * words() * perWord() * Float.BYTES, count * Float.BYTES);
        }
    }
}
