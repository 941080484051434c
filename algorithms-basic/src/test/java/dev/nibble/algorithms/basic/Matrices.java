package dev.nibble.algorithms.basic;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.FormatProvider;
import dev.nibble.api.format.FormatText;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

/** Weights and formats for tests, and ways to quantize. */
final class Matrices {
    private Matrices() {}

    static Tensor fill(int rows, int cols, IntToDoubleFunction value) {
        float[] values = new float[rows * cols];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.applyAsDouble(i);
        }
        return Tensor.of(Shape.of(rows, cols), values);
    }

    /** Like trained weights: normal, with a few large ones. */
    static Tensor outliers(int rows, int cols) {
        Random random = new Random(21);
        return fill(rows, cols, i -> 0.03 * random.nextGaussian() * (random.nextInt(200) == 0 ? 12 : 1));
    }

    /** What goes wrong easily. */
    static Map<String, Tensor> odd() {
        Random random = new Random(23);
        Map<String, Tensor> odd = new LinkedHashMap<>();
        odd.put("zeros", fill(32, 128, i -> 0));
        odd.put("constant", fill(32, 128, i -> 0.37));
        odd.put("tiny", fill(32, 128, i -> 1e-6 * random.nextGaussian()));
        odd.put("far from zero", fill(32, 128, i -> 5 + 1e-3 * random.nextDouble()));
        odd.put("one spike", fill(32, 128, i -> i % 64 == 7 ? 100 : 0.01 * random.nextGaussian()));
        odd.put("near the largest float", fill(32, 128, i -> 1e37 * random.nextGaussian()));
        odd.put("subnormal", fill(32, 128, i -> 1e-40 * random.nextGaussian()));
        return odd;
    }

    static Format format(String text) {
        FormatText parsed = FormatText.parse(text);
        for (FormatProvider provider : ServiceLoader.load(FormatProvider.class)) {
            if (provider.name().equals(parsed.family())) {
                return provider.parse(parsed);
            }
        }
        throw new IllegalArgumentException("no provider for " + text);
    }

    /** One of each family of formats, and each way to group and to store zeros. */
    static Stream<Format> everyKindOfFormat() {
        return Stream.of("affine:bits=8,group=64", "affine:bits=4,group=32,axis=0", "affine:bits=3,group=64,params=f16",
                "affine:bits=2,per=row", "affine:bits=4,per=tensor", "affine:bits=1,group=64", "affine:bits=4,group=64,zero=int",
                "affine:bits=4,group=64,zero=none", "affine-min:bits=4,group=32,params=f16", "nf4:block=64", "nf4:block=64,double=256", "fp4:block=32",
                "codebook:values=-1;-0.3;0.4;1,block=64", "fp8:e4m3fn,per=row", "fp8:e5m2,per=tensor", "mxfp4", "nvfp4",
                "dense:f16", "dense:f32").map(Matrices::format);
    }

    static QuantizeResult quantize(Quantizer quantizer, Tensor weights, Format format, String... options) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        return quantizer.quantize(
                QuantizeRequest.of("w", weights, format, Settings.of(quantizer.options(), given), 1));
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

    /** Sum of |w - decoded|^norm. */
    static double error(Tensor weights, QuantizedTensor quantized, double norm) {
        float[] w = values(weights);
        float[] d = values(quantized.decode());
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            sum += Math.pow(Math.abs((double) w[i] - d[i]), norm);
        }
        return sum;
    }
}
