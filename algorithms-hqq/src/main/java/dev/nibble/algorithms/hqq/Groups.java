package dev.nibble.algorithms.hqq;

import dev.nibble.api.format.Grouping;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The groups of one weight matrix. Group (i, j) has its scale and zero at row i, column j of the parameter components.
 * Groups with different i share no row of the matrix, so they can be worked on, and their codes written, in parallel.
 *
 * @param weights the matrix
 * @param grouping how it is grouped
 * @param parameters the shape of the parameter components
 */
record Groups(Tensor weights, Grouping grouping, Shape parameters) {
    private static final int BLOCKS = 256;

    /** What is done with one group. Used by one thread. */
    interface Task {
        /** Works on group (i, j), whose weights {@code rows} holds, and adds what it has to report to {@code sums}. */
        void run(GroupRows rows, long i, int j, double[] sums);
    }

    static Groups of(Tensor weights, Grouping grouping) {
        return new Groups(weights, grouping, grouping.parameterShape(weights.shape()));
    }

    /** Whether the weights of a group lie in different rows, as under axis=0. */
    boolean acrossRows() {
        return grouping.kind() == Grouping.Kind.ACROSS_ROWS;
    }

    /**
     * The number of weights in a group; the last of a row may have fewer.
     *
     * @throws IllegalArgumentException if a group does not fit an array
     */
    int size() {
        long size = switch (grouping.kind()) {
            case TENSOR -> weights.shape().elements();
            case ROW -> weights.shape().cols();
            case ALONG_ROWS -> Math.min(grouping.size(), weights.shape().cols());
            case ACROSS_ROWS -> grouping.size();
        };
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("hqq holds a whole group in memory, and one of " + size
                    + " weights does not fit an array; quantize " + weights + " with per=row or in groups");
        }
        return (int) size;
    }

    /** How many rows of the matrix the groups of one parameter row reach over. */
    int rowsOfGroup() {
        return switch (grouping.kind()) {
            case TENSOR -> Math.toIntExact(weights.shape().rows());
            case ROW, ALONG_ROWS -> 1;
            case ACROSS_ROWS -> Math.toIntExact(grouping.size());
        };
    }

    /**
     * Runs a task over all groups, in parallel. The sums do not depend on the number of threads: they are added block by
     * block in a fixed order.
     *
     * @param width how many sums there are
     * @param tasks makes a task with buffers of its own
     */
    double[] forEach(int width, Supplier<Task> tasks) {
        int blocks = (int) Math.min(BLOCKS, parameters.rows());
        List<double[]> parts = IntStream.range(0, blocks).parallel()
                .mapToObj(block -> runBlock(block, blocks, width, tasks.get())).toList();
        double[] sums = new double[width];
        for (double[] part : parts) {
            for (int k = 0; k < width; k++) {
                sums[k] += part[k];
            }
        }
        return sums;
    }

    private double[] runBlock(int block, int blocks, int width, Task task) {
        double[] sums = new double[width];
        GroupRows rows = new GroupRows(this);
        long size = parameters.rows() / blocks;
        long rest = parameters.rows() % blocks;
        long end = size * (block + 1) + Math.min(rest, block + 1);
        for (long i = size * block + Math.min(rest, block); i < end; i++) {
            rows.load(i);
            for (int j = 0; j < parameters.cols(); j++) {
                task.run(rows, i, j, sums);
            }
            rows.store(i);
        }
        return sums;
    }
}
