package dev.nibble.harness.cell;

import dev.nibble.api.op.Activation;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Input rows X of a layer, as far as {@code ||X A^T||^2} needs them. Where their Gram matrix {@code G = X^T X} is known it is
 * the sum of {@code a G a^T} over the rows a of A, which counts every row of X; otherwise it is taken over the sampled rows.
 * All in float64.
 */
final class InputRows {
    private static final int UNROLL = 4;
    /** Rows of A at once: what is loaded of G then serves all of them. */
    private static final int BLOCK = 8;

    private final int channels;
    private final boolean gram;
    /** By input channel: a row of G from its diagonal on, the diagonal halved; or what the sampled rows have there. */
    private final double[][] byChannel;

    private InputRows(int channels, boolean gram, double[][] byChannel) {
        this.channels = channels;
        this.gram = gram;
        this.byChannel = byChannel;
    }

    /** @throws IllegalArgumentException if there is neither a Gram matrix nor a sample */
    static InputRows of(ActivationStats stats) {
        int channels = stats.channels();
        if (stats.gram().isPresent()) {
            // Rows of zeros fill the last step up.
            double[][] byChannel = new double[Math.ceilDiv(channels, UNROLL) * UNROLL][];
            for (int k = 0; k < byChannel.length; k++) {
                byChannel[k] = new double[channels];
                if (k < channels) {
                    stats.readGramRow(k, byChannel[k]);
                    Arrays.fill(byChannel[k], 0, k, 0);
                    byChannel[k][k] /= 2;
                }
            }
            return new InputRows(channels, true, byChannel);
        }
        return ofSample(stats);
    }

    /** The sampled rows alone. */
    static InputRows ofSample(ActivationStats stats) {
        return ofSample(stats, stats.channels(), (_, _) -> { });
    }

    /**
     * The sampled rows, and behind each what becomes of it on its way into a layer: 2 K channels.
     *
     * @param transform of the input
     * @param activation of the input then
     */
    static InputRows ofSample(ActivationStats stats, Optional<Transform> transform, Activation activation) {
        int channels = stats.channels();
        float[] transformed = new float[channels];
        double[] values = new double[channels];
        return ofSample(stats, 2 * channels, (x, into) -> {
            for (int k = 0; k < channels; k++) {
                values[k] = x[k];
            }
            transform.ifPresent(it -> it.apply(values));
            for (int k = 0; k < channels; k++) {
                transformed[k] = (float) values[k];
            }
            activation.apply(transformed, channels, values);
            System.arraycopy(values, 0, into, channels, channels);
        });
    }

    /** Adds to a row what stands behind it. */
    private interface Behind {
        void add(float[] x, double[] into);
    }

    private static InputRows ofSample(ActivationStats stats, int channels, Behind behind) {
        Tensor sample = stats.samples().orElseThrow(() ->
                new IllegalArgumentException("neither a Gram matrix nor a sample of rows is known"));
        int rows = Math.toIntExact(sample.shape().rows());
        double[][] byChannel = new double[Math.ceilDiv(channels, UNROLL) * UNROLL][rows];
        float[] row = new float[stats.channels()];
        double[] all = new double[channels];
        for (int r = 0; r < rows; r++) {
            sample.readRow(r, row);
            for (int k = 0; k < row.length; k++) {
                all[k] = row[k];
            }
            behind.add(row, all);
            for (int k = 0; k < channels; k++) {
                byChannel[k][r] = all[k];
            }
        }
        return new InputRows(channels, false, byChannel);
    }

    /** Rows of a matrix with as many columns as there are channels. */
    @FunctionalInterface
    interface Rows {
        /** Fills in one row, from index 0. */
        void read(long row, double[] into);
    }

    /** The squared Frobenius norm of {@code X A^T}; the same whatever the number of threads. */
    double squares(long rows, Rows a) {
        int blocks = Math.toIntExact(Math.ceilDiv(rows, BLOCK));
        double[] sums = IntStream.range(0, blocks).parallel().mapToDouble(block -> {
            long from = (long) block * BLOCK;
            double[][] some = new double[(int) Math.min(BLOCK, rows - from)][byChannel.length];
            for (int i = 0; i < some.length; i++) {
                a.read(from + i, some[i]);
            }
            return squares(some);
        }).toArray();
        return Arrays.stream(sums).sum();
    }

    private double squares(double[][] some) {
        double[][] products = new double[some.length][byChannel[0].length];
        for (int k = 0; k < channels; k += UNROLL) {
            for (int i = 0; i < some.length; i++) {
                add(k, some[i], products[i]);
            }
        }
        double sum = 0;
        for (int i = 0; i < some.length; i++) {
            sum += gram ? 2 * dot(some[i], products[i]) : dot(products[i], products[i]);
        }
        return sum;
    }

    // Plain indices over one row at a time: what the compiler vectorises.
    private void add(int k, double[] a, double[] products) {
        double[] x0 = byChannel[k];
        double[] x1 = byChannel[k + 1];
        double[] x2 = byChannel[k + 2];
        double[] x3 = byChannel[k + 3];
        double a0 = a[k];
        double a1 = a[k + 1];
        double a2 = a[k + 2];
        double a3 = a[k + 3];
        for (int j = gram ? k : 0; j < products.length; j++) {
            products[j] += a0 * x0[j] + a1 * x1[j] + a2 * x2[j] + a3 * x3[j];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < b.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
