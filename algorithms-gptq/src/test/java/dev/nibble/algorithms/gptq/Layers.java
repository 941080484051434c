package dev.nibble.algorithms.gptq;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.registry.PluginRegistry;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Layers for tests: weights, correlated inputs and their Gram matrix, and ways to refine and judge. */
final class Layers {
    static final Gptq GPTQ = new Gptq();
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

    /** Rows whose neighbouring channels are alike, and some of which are loud. */
    static double[][] inputs(int rows, int cols, long seed) {
        Random random = new Random(seed);
        double[][] x = new double[rows][cols];
        for (double[] row : x) {
            double last = 0;
            for (int k = 0; k < cols; k++) {
                last = 0.8 * last + random.nextGaussian();
                row[k] = (float) (last * (k % 17 == 3 ? 5 : 1));
            }
        }
        return x;
    }

    static double[][] gram(double[][] x) {
        int k = x[0].length;
        double[][] gram = new double[k][k];
        for (double[] row : x) {
            for (int i = 0; i < k; i++) {
                for (int j = 0; j < k; j++) {
                    gram[i][j] += row[i] * row[j];
                }
            }
        }
        return gram;
    }

    static ActivationStats stats(long rows, double[][] gram) {
        int k = gram.length;
        Tensor tensor = Tensor.allocate(ElementType.F64, Shape.of(k, k));
        for (int i = 0; i < k; i++) {
            MemorySegment.copy(gram[i], 0, tensor.row(i), Layouts.DOUBLE, 0, k);
        }
        Tensor zeros = Tensor.allocate(ElementType.F32, Shape.of(k));
        return new ActivationStats(rows, zeros, zeros, zeros, zeros, Optional.empty(), Optional.of(tensor));
    }

    static ActivationStats stats(double[][] x) {
        return stats(x.length, gram(x));
    }

    static QuantizeResult refine(Tensor weights, QuantizedTensor start, ActivationStats stats, String... options) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        return GPTQ.refine(new QuantizeRequest("layer", weights, start.format(), Settings.of(GPTQ.options(), given),
                Optional.ofNullable(stats), 1), start);
    }

    /** sum over rows of e G e^T. */
    static double outputError(Tensor weights, QuantizedTensor quantized, double[][] gram) {
        float[] w = values(weights);
        float[] d = values(quantized.decode());
        int k = gram.length;
        double sum = 0;
        for (int row = 0; row < w.length; row += k) {
            for (int i = 0; i < k; i++) {
                for (int j = 0; j < k; j++) {
                    sum += ((double) w[row + i] - d[row + i]) * gram[i][j] * ((double) w[row + j] - d[row + j]);
                }
            }
        }
        return sum;
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
