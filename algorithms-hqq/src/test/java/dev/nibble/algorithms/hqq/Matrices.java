package dev.nibble.algorithms.hqq;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.format.ZeroKind;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/** Weights for tests, ways to quantize them and the errors that matter. */
final class Matrices {
    static final Hqq HQQ = new Hqq();

    private Matrices() {}

    static Tensor fill(int rows, int cols, IntToDoubleFunction value) {
        float[] values = new float[rows * cols];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.applyAsDouble(i);
        }
        return Tensor.of(Shape.of(rows, cols), values);
    }

    static Tensor normal(int rows, int cols, double sigma) {
        Random random = new Random(20);
        return fill(rows, cols, i -> sigma * random.nextGaussian());
    }

    /** Like trained weights: normal, with a few large ones. */
    static Tensor outliers(int rows, int cols) {
        Random random = new Random(21);
        return fill(rows, cols, i -> 0.03 * random.nextGaussian() * (random.nextInt(200) == 0 ? 12 : 1));
    }

    /** Student's t with three degrees of freedom. */
    static Tensor heavy(int rows, int cols) {
        Random random = new Random(22);
        return fill(rows, cols, i -> {
            double chi = Math.pow(random.nextGaussian(), 2) + Math.pow(random.nextGaussian(), 2) + Math.pow(random.nextGaussian(), 2);
            return 0.02 * random.nextGaussian() / Math.sqrt(chi / 3);
        });
    }

    /** What goes wrong easily: groups without range, far from zero, tiny, huge, subnormal. */
    static Map<String, Tensor> odd() {
        Random random = new Random(23);
        Map<String, Tensor> odd = new LinkedHashMap<>();
        odd.put("zeros", fill(64, 128, i -> 0));
        odd.put("constant", fill(64, 128, i -> 0.37));
        odd.put("constant rows", fill(64, 128, i -> -1.5 + i / 128 * 0.25));
        odd.put("tiny", fill(64, 128, i -> 1e-6 * random.nextGaussian()));
        odd.put("range just below 1e-4", fill(64, 128, i -> 0.9e-4 * random.nextDouble()));
        odd.put("far from zero", fill(64, 128, i -> 5 + 1e-3 * random.nextDouble()));
        odd.put("one spike", fill(64, 128, i -> i % 64 == 7 ? 100 : 0.01 * random.nextGaussian()));
        odd.put("large", fill(64, 128, i -> 1000 * random.nextGaussian()));
        odd.put("near the largest float", fill(64, 128, i -> 1e37 * random.nextGaussian()));
        odd.put("subnormal", fill(64, 128, i -> 1e-40 * random.nextGaussian()));
        return odd;
    }

    static AffineFormat format(int bits, Grouping grouping) {
        return new AffineFormat(bits, grouping, ZeroKind.FLOAT);
    }

    static QuantizeResult quantize(Tensor weights, AffineFormat format, String... options) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        return HQQ.quantize(QuantizeRequest.of("w", weights, format, Settings.of(HQQ.options(), given), 1));
    }

    static QuantizedTensor hqq(Tensor weights, AffineFormat format) {
        return quantize(weights, format).tensor();
    }

    static QuantizedTensor reference(Tensor weights, AffineFormat format) {
        return quantize(weights, format, "compat", "reference").tensor();
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

    /** ||W - D|| / ||W|| in the Frobenius norm. */
    static double relativeError(Tensor weights, QuantizedTensor quantized) {
        float[] w = values(weights);
        float[] d = values(quantized.decode());
        double error = 0;
        double norm = 0;
        for (int i = 0; i < w.length; i++) {
            error += Math.pow((double) w[i] - d[i], 2);
            norm += Math.pow(w[i], 2);
        }
        return Math.sqrt(error / norm);
    }

    static double meanAbs(Tensor weights, QuantizedTensor quantized) {
        float[] w = values(weights);
        float[] d = values(quantized.decode());
        double error = 0;
        for (int i = 0; i < w.length; i++) {
            error += Math.abs((double) w[i] - d[i]);
        }
        return error / w.length;
    }
}
