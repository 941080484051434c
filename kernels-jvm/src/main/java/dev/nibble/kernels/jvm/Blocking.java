package dev.nibble.kernels.jvm;

import dev.nibble.api.format.Grouping;

/**
 * How the columns of a weight are cut into blocks of equal packed length, each of which has one set of parameters.
 *
 * <pre>
 * columns   |---- group 0 ----|---- group 1 ----|-- last --|        groups may be of any size, the last one shorter
 * blocks    |--- 0 --|- 1 -_|--- 2 --|- 3 -_|--- 4 --|____|         long groups are halved, thirded, ...; _ is padding
 * </pre>
 *
 * Padding is zero in the packed activations, so whatever code stands against it adds nothing. Long groups are cut because
 * the rounding error of a sum grows with its length, and because sums of 16 bits overflow.
 *
 * @param columns of the weight
 * @param group columns that share parameters
 * @param pieces blocks of a group
 * @param length packed columns of a block, a multiple of the step
 * @param blocks in all
 */
record Blocking(int columns, int group, int pieces, int length, int blocks) {
    /** The longest block: 64 products of a code below 16 and an activation of 127 fit into four sums of 16 bits. */
    static final int LONGEST = 64;

    /**
     * The blocks of rows of {@code columns} columns in groups of {@code group}.
     *
     * @param step a divisor of {@value #LONGEST}
     */
    static Blocking of(int columns, int group, int step) {
        int pieces = Math.ceilDiv(group, LONGEST);
        int length = Math.ceilDiv(Math.ceilDiv(group, pieces), step) * step;
        // Rounding up may have left the last pieces without columns.
        pieces = Math.ceilDiv(group, length);
        return new Blocking(columns, group, pieces, length, Math.multiplyExact(Math.ceilDiv(columns, group), pieces));
    }

    /** The blocks of a grouping along rows, or with one group a row or for all of the weight. */
    static Blocking of(int columns, Grouping grouping, int step) {
        boolean grouped = grouping.kind() == Grouping.Kind.ALONG_ROWS;
        return of(columns, grouped ? (int) Math.min(columns, grouping.size()) : columns, step);
    }

    /** Columns of a packed row. */
    int packedColumns() {
        return Math.multiplyExact(blocks, length);
    }

    /** Groups of a row. */
    int groups() {
        return blocks / pieces;
    }

    /** First column of a block; may lie beyond the last column. */
    int start(int block) {
        return (int) Math.min(columns, (long) groupOf(block) * group + (long) (block % pieces) * length);
    }

    /** Columns of a block without padding, 0 if it is all padding. */
    int count(int block) {
        long groupEnd = Math.min(columns, (groupOf(block) + 1L) * group);
        return (int) Math.max(0, Math.min(length, groupEnd - start(block)));
    }

    /** Whether some packed columns are no columns of the weight. */
    boolean isPadded() {
        return packedColumns() != columns;
    }

    /** Equal where code for rows takes the same branches: the compiler leaves out those that it has not seen taken. */
    String branches(int lanes) {
        return (length % (2 * lanes) == 0 ? "whole vectors" : "tails") + (isPadded() ? ", padding" : "")
                + (pieces > 1 ? ", long groups" : "");
    }

    /** The group of a block. */
    int groupOf(int block) {
        return block / pieces;
    }
}
