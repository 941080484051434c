package dev.nibble.kernels.jvm;

/** Vector code that makes weights of the codes of a block. */
interface LevelMap {
    /**
     * Computes {@code (level - zero) * scale} for columns of {@code rows} codes.
     *
     * @param codes by column and row
     * @param columns how many
     * @param rows a multiple of the vector length
     * @param scales of the group's rows, from {@code group}
     * @param zeros likewise
     * @param group index of the group's first parameter
     * @param into receives the weights by column and row from {@code at}
     */
    void map(int[] codes, int columns, int rows, float[] scales, float[] zeros, int group, float[] into, int at);
}
