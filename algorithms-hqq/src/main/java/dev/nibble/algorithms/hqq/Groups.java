package dev.nibble.algorithms.hqq;

import dev.nibble.api.format.Grouping;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
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
    static final int LANES = 1024;
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
     * @param worker makes what works on one block after another, used by one thread at a time
     * @return what was returned for the blocks, in their order
     * @throws IllegalArgumentException if a group does not fit an array
     */
    <T> List<T> map(Supplier<Function<Block, T>> worker) {
        requireArrays();
        long rows = rowsOfBlock();
        long blocks = Math.ceilDiv(parameters.rows(), rows);
        Queue<Function<Block, T>> idle = new ConcurrentLinkedQueue<>(); // one for each thread at most: they hold whole tiles
        return LongStream.range(0, blocks).parallel()
                .mapToObj(b -> {
                    Function<Block, T> task = Objects.requireNonNullElseGet(idle.poll(), worker);
                    T result = task.apply(new Block(b * rows, (int) Math.min(rows, parameters.rows() - b * rows)));
                    idle.add(task);
                    return result;
                })
                .toList();
    }

    /** How many parameter rows a block has; the last may have fewer. */
    long rowsOfBlock() {
        long size = Math.max(1, (long) run() * height());
        long lanes = Math.clamp(TILE / size, LEAST_LANES, LANES);
        return Math.clamp(lanes / Math.max(1, parameters.cols()), 1, Math.max(1, parameters.rows()));
    }

    private void requireArrays() {
        if ((long) run() * height() * Math.min(LANES, rowsOfBlock() * Math.max(1, parameters.cols())) > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("hqq holds whole groups in memory, and those of " + weights + " with "
                    + grouping + " do not fit an array; quantize it with per=row or in smaller groups");
        }
    }
}
