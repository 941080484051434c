package dev.nibble.kernels.jvm;

/** What one thread needs while it works on a panel; made once, so that calls allocate nothing. */
final class Scratch {
    /** Scales of a panel by group and row, with room for those of a second panel behind. */
    final float[] scales;

    /** Zeros of a panel by group and row; they stay zero if the weight has none. */
    final float[] zeros;

    /** Codes of a block by column and row. */
    final int[] codes;

    /** Decoded weights of some blocks by column and row. */
    final float[] tile;

    /** Results of a panel by input row and row; for one input row, those of two panels. */
    final float[] results;

    /**
     * @param blocking of the weight
     * @param rows of a panel
     * @param columns that are decoded together
     * @param inputs rows of input that are multiplied with a panel together
     */
    Scratch(Blocking blocking, int rows, int columns, int inputs) {
        this.scales = new float[Math.multiplyExact(2 * blocking.groups(), rows)];
        this.zeros = new float[scales.length / 2];
        this.codes = new int[Math.multiplyExact(blocking.length(), rows)];
        this.tile = new float[Math.multiplyExact(columns, rows)];
        this.results = new float[Math.multiplyExact(Math.max(inputs, 2), rows)];
    }
}
