package dev.nibble.algorithms.hqq;

import dev.nibble.api.format.Grouping;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * The groups of one weight matrix, and how they are shared out among threads. Group (i, j) has its scale and zero at row i,
 * column j of the parameter components. Groups with different i share no row of the matrix, so blocks of parameter rows can
 * be worked on, and their codes written, in parallel. Blocks depend on the shape alone: results are the same for any number
 * of threads.
 *
 * @param weights the matrix
 * @param grouping how it is grouped
 * @param parameters the shape of the parameter components
 */
record Groups(Tensor weights, Grouping grouping, Shape parameters) {
    /** So many groups side by side fill vectors; the weights of a tile then fit a core's cache. */
    private static final int LANES = 1024;
    private static final int TILE = 64 * LANES;
    private static final int LEAST_LANES = 64;

    static Groups of(Tensor weights, Grouping grouping) {
        return new Groups(weights, grouping, grouping.parameterShape(weights.shape()));
    }

    /** Whether the weights of a group lie in different rows, as under axis=0. */
    boolean acrossRows() {
        return grouping.kind() == Grouping.Kind.ACROSS_ROWS;
    }

    /** How many consecutive weights of a row belong to one group; the last group of a row may have fewer. */
    int run() {
        return Math.clamp(grouping.run(weights.shape()), 1, Math.max(1, weights.shape().rowLength()));
    }

    /** How many rows of the matrix a group reaches over. */
    int height() {
        return switch (grouping.kind()) {
            case TENSOR -> Math.toIntExact(weights.shape().rows());
            case ROW, ALONG_ROWS -> 1;
            case ACROSS_ROWS -> Math.toIntExact(grouping.size());
        };
    }

    /** How far apart these rows are. */
    long rowStride() {
        return acrossRows() ? parameters.rows() : 1;
    }

    /**
     * Works on all blocks, in parallel.
     *
     * @return what the tasks of the blocks returned, in the order of the blocks
     * @throws IllegalArgumentException if a group does not fit an array
     */
    <T> List<T> map(Function<Block, T> task) {
        requireArrays();
        long rows = rowsOfBlock();
        return LongStream.range(0, Math.ceilDiv(parameters.rows(), rows)).parallel()
                .mapToObj(b -> task.apply(new Block(this, b * rows, (int) Math.min(rows, parameters.rows() - b * rows))))
                .toList();
    }

    /** Works on all blocks, in parallel. */
    void forEach(Consumer<Block> task) {
        map(block -> {
            task.accept(block);
            return block.first();
        });
    }

    private long rowsOfBlock() {
        long size = Math.max(1, (long) run() * height());
        long lanes = Math.clamp(TILE / size, LEAST_LANES, LANES);
        return Math.max(1, lanes / Math.max(1, parameters.cols()));
    }

    private void requireArrays() {
        long lanes = rowsOfBlock() * Math.max(1, parameters.cols());
        if (Tile.stride(lanes) * run() * height() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("hqq holds whole groups in memory, and those of " + weights + " with "
                    + grouping + " do not fit an array; quantize it with per=row or in smaller groups");
        }
    }
}
