package dev.nibble.algorithms.gptq;

import dev.nibble.api.quantizer.ActivationStats;
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
    private final double[][] gram;
    private final double trace;
    private final double lambda;

    private Hessian(String name, double[][] gram, double trace, double damping) {
        this.name = name;
        this.gram = gram;
        this.trace = trace;
        this.lambda = damping * trace / gram.length;
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
        double[][] gram = new double[channels][channels];
        for (int row = 0; row < channels; row++) {
            stats.readGramRow(row, gram[row]);
        }
        double trace = trace(name, gram);
        requireSymmetry(name, gram);
        return new Hessian(name, gram, trace, damping);
    }

    private static double trace(String name, double[][] gram) {
        double trace = 0;
        for (int row = 0; row < gram.length; row++) {
            for (int col = 0; col < gram.length; col++) {
                if (!Double.isFinite(gram[row][col])) {
                    throw unusable(name, "has " + gram[row][col] + " at row " + row + ", column " + col
                            + ": activations were not finite, or overflowed; find the text or layer that makes them");
                }
            }
            if (gram[row][row] < 0) {
                throw unusable(name, "has " + gram[row][row] + " on its diagonal at channel " + row
                        + ", which no sum of squares is; calibrate again");
            }
            trace += gram[row][row];
        }
        if (trace == 0) {
            throw unusable(name, "is zero: all activations were zero, so every choice of codes is as good as any other;"
                    + " calibrate with texts that reach this layer, or quantize it without gptq");
        }
        return trace;
    }

    private static void requireSymmetry(String name, double[][] gram) {
        for (int row = 0; row < gram.length; row++) {
            for (int col = 0; col < row; col++) {
                double bound = 1e-3 * Math.sqrt(gram[row][row] * gram[col][col]);
                if (Math.abs(gram[row][col] - gram[col][row]) > bound) {
                    throw unusable(name, "is not symmetric: " + gram[row][col] + " at row " + row + ", column " + col + ", and "
                            + gram[col][row] + " across the diagonal; calibrate again");
                }
            }
        }
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
        return (int) IntStream.range(0, gram.length).filter(k -> gram[k][k] == 0).count();
    }

    /**
     * The channels in the order in which they are quantized: by falling second moment, which leaves most room for repair
     * where errors weigh most, or as they are.
     */
    int[] order(boolean byActivation) {
        IntStream channels = IntStream.range(0, gram.length);
        return byActivation
                ? channels.boxed().sorted(Comparator.comparingDouble(k -> -gram[k][k])).mapToInt(Integer::intValue).toArray()
                : channels.toArray();
    }

    /**
     * The factor of H with its rows and columns in reverse of the order given: the channel that is quantized first is last.
     *
     * @throws IllegalArgumentException if H is not positive definite; names the channel
     */
    TriangularFactor factor(int[] order) {
        int n = gram.length;
        double[][] lower = new double[n][];
        Arrays.setAll(lower, i -> {
            double[] from = gram[order[n - 1 - i]];
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
