package dev.nibble.algorithms.hqq;

import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;

/**
 * The rows of the matrix that the groups of one parameter row reach over, in arrays: tensors are read and written row by
 * row, groups are picked from the arrays. Used by one thread.
 */
final class GroupRows {
    private final Groups groups;
    private final long stride;
    private final int run;
    private final float[][] weights;
    private float[][] values;
    private byte[][] codes;
    private Tensor valuesInto;
    private Tensor codesInto;

    GroupRows(Groups groups) {
        Shape shape = groups.weights().shape();
        this.groups = groups;
        this.stride = groups.acrossRows() ? groups.parameters().rows() : 1;
        this.run = (int) Math.min(groups.grouping().run(shape), shape.cols());
        this.weights = new float[groups.rowsOfGroup()][shape.rowLength()];
    }

    void load(long i) {
        for (int r = 0; r < weights.length; r++) {
            groups.weights().readRow(i + r * stride, weights[r]);
        }
    }

    /** Writes what tasks left for the rows of parameter row i. */
    void store(long i) {
        for (int r = 0; r < weights.length; r++) {
            if (valuesInto != null) {
                valuesInto.writeRow(i + r * stride, values[r]);
            }
            if (codesInto != null) {
                codesInto.writeCodes(i + r * stride, codes[r]);
            }
        }
    }

    /** Copies the weights of group j; returns how many there are. */
    int read(int j, float[] into) {
        int from = j * run;
        int width = Math.min(run, weights[0].length - from);
        for (int r = 0; r < weights.length; r++) {
            copy(weights[r], from, into, r * width, width);
        }
        return width * weights.length;
    }

    /** Groups across rows have one weight in each row, which is no work for arraycopy. */
    private static void copy(float[] from, int at, float[] into, int to, int count) {
        if (count == 1) {
            into[to] = from[at];
        } else {
            System.arraycopy(from, at, into, to, count);
        }
    }

    /** Leaves a value for each weight of group j, to be stored in a tensor of the matrix's shape. */
    void write(int j, float[] from, Tensor into) {
        if (valuesInto == null) {
            values = new float[weights.length][weights[0].length];
            valuesInto = into;
        }
        int width = Math.min(run, weights[0].length - j * run);
        for (int r = 0; r < weights.length; r++) {
            copy(from, r * width, values[r], j * run, width);
        }
    }

    /** Leaves a code for each weight of group j, to be stored in the codes of the matrix. */
    void writeCodes(int j, float[] from, Tensor into) {
        if (codesInto == null) {
            codes = new byte[weights.length][weights[0].length];
            codesInto = into;
        }
        int width = Math.min(run, weights[0].length - j * run);
        for (int r = 0; r < weights.length; r++) {
            for (int c = 0; c < width; c++) {
                codes[r][j * run + c] = (byte) (int) from[r * width + c];
            }
        }
    }
}
