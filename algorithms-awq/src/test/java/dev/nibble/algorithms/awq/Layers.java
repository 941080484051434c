package dev.nibble.algorithms.awq;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.GroupedFormat;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Prepared;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Layers for tests: weights, inputs with a few loud channels, and ways to prepare and judge them. */
final class Layers {
    static final Awq AWQ = new Awq();
    private static final Registry REGISTRY = PluginRegistry.load(Layers.class.getClassLoader());

    private Layers() {}

    static Format format(String text) {
        return REGISTRY.format(text);
    }

    static Tensor weights(int rows, int cols, long seed) {
        Random random = new Random(seed);
        float[] values = new float[rows * cols];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.03 * random.nextGaussian() * (random.nextInt(200) == 0 ? 8 : 1));
        }
        return Tensor.of(Shape.of(rows, cols), values);
    }

    /** Rows in which every 17th channel is ten times as loud. */
    static Tensor inputs(int rows, int cols, long seed) {
        Random random = new Random(seed);
        float[] values = new float[rows * cols];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * (i % cols % 17 == 3 ? 10 : 1));
        }
        return Tensor.of(Shape.of(rows, cols), values);
    }

    /** Statistics of inputs all of which are in the sample. */
    static ActivationStats stats(Tensor x) {
        int cols = x.shape().rowLength();
        float[][] stats = new float[4][cols];
        double[] sums = new double[cols];
        float[] row = new float[cols];
        for (long r = 0; r < x.shape().rows(); r++) {
            x.readRow(r, row);
            for (int k = 0; k < cols; k++) {
                sums[k] += Math.abs(row[k]);
                stats[0][k] = (float) (sums[k] / x.shape().rows());
                stats[1][k] += row[k] * row[k] / x.shape().rows();
                stats[2][k] = Math.min(stats[2][k], row[k]);
                stats[3][k] = Math.max(stats[3][k], row[k]);
            }
        }
        Shape shape = Shape.of(cols);
        return new ActivationStats(x.shape().rows(), Tensor.of(shape, stats[0]), Tensor.of(shape, stats[1]),
                Tensor.of(shape, stats[2]), Tensor.of(shape, stats[3]), Optional.of(x), Optional.empty());
    }

    static Prepared prepare(Tensor weights, Tensor x, Format format, String... options) {
        return prepare(weights, Optional.of(stats(x)), format, options);
    }

    static Prepared prepare(Tensor weights, Optional<ActivationStats> stats, Format format, String... options) {
        return AWQ.prepare(request(weights, stats, format, options));
    }

    static QuantizeRequest request(Tensor weights, Tensor x, Format format, String... options) {
        return request(weights, Optional.of(stats(x)), format, options);
    }

    private static QuantizeRequest request(Tensor weights, Optional<ActivationStats> stats, Format format, String... options) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        return new QuantizeRequest("layer", weights, format, Settings.of(AWQ.options(), given), stats, 1);
    }

    static float[] factors(Prepared prepared, int channels) {
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        return prepared.transform().map(transform -> ((Transform.InputScale) transform).values()).orElse(ones);
    }

    /** What round-to-nearest makes of prepared weights, seen from the untransformed input. */
    static float[] roundedToNearest(Prepared prepared, Format format) {
        QuantizedTensor quantized = ((GroupedFormat) format).encode(prepared.weights());
        float[] values = values(quantized.decode());
        float[] factors = factors(prepared, quantized.shape().rowLength());
        for (int i = 0; i < values.length; i++) {
            values[i] *= factors[i % factors.length];
        }
        return values;
    }

    /** The mean of (x d^T - x w^T)^2, in float64 and in the plainest way. */
    static double outputError(Tensor weights, float[] decoded, Tensor x) {
        float[] w = values(weights);
        float[] inputs = values(x);
        int k = weights.shape().rowLength();
        int n = w.length / k;
        int rows = inputs.length / k;
        double sum = 0;
        for (int t = 0; t < rows; t++) {
            for (int o = 0; o < n; o++) {
                double y = 0;
                for (int i = 0; i < k; i++) {
                    y += inputs[t * k + i] * ((double) decoded[o * k + i] - w[o * k + i]);
                }
                sum += y * y;
            }
        }
        return sum / ((double) rows * n);
    }

    static float[] values(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        float[] row = new float[tensor.shape().rowLength()];
        for (int r = 0; r < tensor.shape().rows(); r++) {
            tensor.readRow(r, row);
            System.arraycopy(row, 0, values, r * row.length, row.length);
        }
        return values;
    }
}
