package dev.nibble.kernels.tornado.code;

/**
 * What stands where in the array of sizes that each method gets first. Sizes come in an array because TornadoVM compiles
 * plain parameters in as constants: one compiled method would serve one shape.
 */
public final class Sizes {
    /** Rows of the weight. */
    public static final int ROWS = 0;
    /** Groups of a row; those of the whole row if it is one group. */
    public static final int GROUPS = 1;
    /** Words of 32 bits that hold the codes of a group; the last one may be filled up with codes that meet zeros. */
    public static final int WORDS = 2;
    /** Rows of the input, or tiles of {@link #TILE} of them, or indices of an embedding. */
    public static final int INPUTS = 3;
    /** Columns of the weight. */
    public static final int COLUMNS = 4;
    /** Columns of a group. */
    public static final int GROUP_COLUMNS = 5;
    /** Bits of a code: 2, 4 or 8. */
    public static final int BITS = 6;
    /** Two to the power of this are the codes of a word. */
    public static final int CODES_LOG = 7;
    /** Two to the power of this are the words of a group, for methods that need such groups. */
    public static final int WORDS_LOG = 8;
    /** How many sizes there are. */
    public static final int COUNT = 9;

    /** Input rows that a method for several takes at a time. */
    public static final int TILE = 4;
    /** Work items that share a row in methods with work groups. */
    public static final int LANES = 64;

    private Sizes() {}
}
