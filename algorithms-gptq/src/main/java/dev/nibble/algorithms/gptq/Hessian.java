package dev.nibble.algorithms.gptq;

import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * {@code H = X^T X + lambda I}, half the Hessian of {@code ||X w - X q||^2 + lambda ||w - q||^2} in q. The factor 2 and the
 * number of rows, which the paper has in it, change nothing: lambda is relative to the mean of the diagonal.
 */
final class Hessian {
    private final String name;
    private final ActivationStats stats;
    private final double[] diagonal;
    private final double trace;
    private final double lambda;

    /** The matrix stays where it is: twice as large as weights of as many rows as columns, it is read row by row. */
    private Hessian(String name, ActivationStats stats, double[] diagonal, double trace, double damping) {
        this.name = name;
        this.stats = stats;
        this.diagonal = diagonal;
        this.trace = trace;
        this.lambda = damping * trace / diagonal.length;
    }

    /**
     * Checks and damps the Gram matrix of a layer's inputs.
     *
     * @param name the tensor's name, for messages
     * @param channels the inputs that the layer's weights have
     * @param damping lambda as a share of the mean of the diagonal
     * @throws IllegalArgumentException if the matrix is missing, of another size, not finite, not symmetric or zero; the
     *     message says which, where, and what to do
     */
    static Hessian of(String name, ActivationStats stats, int channels, double damping) {
        Tensor tensor = stats.gram().orElseThrow(() -> new IllegalArgumentException(
                "gptq needs the Gram matrix of the inputs of '" + name + "'; calibrate with it"));
        if (!tensor.shape().equals(Shape.of(channels, channels))) {
            throw new IllegalArgumentException("the Gram matrix for '" + name + "' is " + tensor + ", and the weights have "
                    + channels + " input channels: this is the calibration of another layer or model");
        }
        double[] diagonal = diagonal(name, stats, channels);
        double trace = 0;
        for (double moment : diagonal) {
            trace += moment;
        }
        if (trace == 0) {
            throw unusable(name, "is zero: all activations were zero, so every choice of codes is as good as any other;"
                    + " calibrate with texts that reach this layer, or quantize it without gptq");
        }
        requireSymmetry(name, tensor, diagonal);
        return new Hessian(name, stats, diagonal, trace, damping);
    }

    /** Looks at every element on the way. */
    private static double[] diagonal(String name, ActivationStats stats, int channels) {
        double[] diagonal = new double[channels];
        double[] values = new double[channels];
        for (int row = 0; row < channels; row++) {
            stats.readGramRow(row, values);
            for (int col = 0; col < channels; col++) {
                if (!Double.isFinite(values[col])) {
                    throw unusable(name, "has " + values[col] + " at row " + row + ", column " + col
                            + ": activations were not finite, or overflowed; find the text or layer that makes them");
                }
            }
            if (values[row] < 0) {
                throw unusable(name, "has " + values[row] + " on its diagonal at channel " + row
                        + ", which no sum of squares is; calibrate again");
            }
            diagonal[row] = values[row];
        }
        return diagonal;
    }

    private static void requireSymmetry(String name, Tensor gram, double[] diagonal) {
        for (int row = 0; row < diagonal.length; row++) {
            for (int col = 0; col < row; col++) {
                double below = at(gram, row, col);
                double above = at(gram, col, row);
                if (Math.abs(below - above) > 1e-3 * Math.sqrt(diagonal[row] * diagonal[col])) {
                    throw unusable(name, "is not symmetric: " + below + " at row " + row + ", column " + col + ", and " + above
                            + " across the diagonal; calibrate again");
                }
            }
        }
    }

    private static double at(Tensor gram, long row, long col) {
        return gram.data().get(Layouts.DOUBLE, Double.BYTES * (row * gram.shape().rowLength() + col));
    }

    private static IllegalArgumentException unusable(String name, String reason) {
        return new IllegalArgumentException("gptq cannot use the Gram matrix for '" + name + "': it " + reason);
    }

    /** Of X^T X. */
    double trace() {
        return trace;
    }

    /** How many input channels were zero in every row. */
    int silentChannels() {
        return (int) Arrays.stream(diagonal).filter(moment -> moment == 0).count();
    }

    /**
     * The channels in the order in which they are quantized: by falling second moment, which leaves most room for repair
     * where errors weigh most, or as they are.
     */
    int[] order(boolean byActivation) {
        IntStream channels = IntStream.range(0, diagonal.length);
        return byActivation
                ? channels.boxed().sorted(Comparator.comparingDouble(k -> -diagonal[k])).mapToInt(Integer::intValue).toArray()
                : channels.toArray();
    }

    /**
     * The factor of H with its rows and columns in reverse of the order given: the channel that is quantized first is last.
     *
     * @throws IllegalArgumentException if H is not positive definite; names the channel
     */
    TriangularFactor factor(int[] order) {
        int n = diagonal.length;
        double[] from = new double[n];
        double[][] lower = new double[n][];
        Arrays.setAll(lower, i -> {
            stats.readGramRow(order[n - 1 - i], from);
            double[] row = new double[i + 1];
            Arrays.setAll(row, j -> from[order[n - 1 - j]]);
            row[i] += lambda;
            return row;
        });
        try {
            return TriangularFactor.of(lower);
        } catch (NotPositiveDefiniteException e) {
            throw new IllegalArgumentException("gptq cannot use the Gram matrix for '" + name + "': with damping " + lambda
                    + " it is not positive definite at channel " + order[n - 1 - e.row()]
                    + "; calibrate with more rows than channels (" + n + "), or raise the option damping", e);
        }
    }
}
