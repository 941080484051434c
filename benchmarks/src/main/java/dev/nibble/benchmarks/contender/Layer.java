package dev.nibble.benchmarks.contender;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Linear;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One float matrix with an input, and what follows from them: the matrix in each format, and the right outputs. Each is
 * made when it is first asked for and kept, because references for many rows take seconds.
 */
public final class Layer {
    /** Standard deviation of a trained linear layer's weights, about. */
    private static final float SIGMA = 0.05f;

    private static final long SEED = 1;

    private final Shape shape;
    private final int rows;
    private final Tensor weights;
    private final Tensor input;
    private final Map<String, QuantizedTensor> quantized = new HashMap<>();
    private final Map<String, Expected> expected = new HashMap<>();

    /**
     * A layer with random weights, always the same for a shape.
     *
     * @param shape of the weight, [n, k]
     * @param rows of the input, at most to be asked for
     */
    public Layer(Shape shape, int rows) {
        this.shape = shape;
        this.rows = rows;
        this.weights = normal(shape, SIGMA, new SplittableRandom(SEED));
        this.input = normal(Shape.of(rows, shape.cols()), 1, new SplittableRandom(SEED + 1));
    }

    private static Tensor normal(Shape shape, float sigma, RandomGenerator random) {
        Tensor tensor = Tensor.allocate(ElementType.F32, shape);
        float[] row = new float[shape.rowLength()];
        for (long r = 0; r < shape.rows(); r++) {
            for (int c = 0; c < row.length; c++) {
                row[c] = sigma * (float) random.nextGaussian();
            }
            tensor.writeRow(r, row);
        }
        return tensor;
    }

    /** The input, float32; calls with fewer rows take the first ones. */
    public Tensor input() {
        return input;
    }

    /** The matrix in a format, by the format's own encode. */
    public QuantizedTensor quantized(Format format) {
        return quantized.computeIfAbsent(format.text(), _ -> format.encode(weights));
    }

    /** The right output for that format's weights, in float64. */
    public Expected expected(Format format, Activation activation) {
        return expected.computeIfAbsent(activation + " " + format.text(), _ -> Expected.of(
                new OpSpec(Linear.NAME, format, shape, rows, activation), quantized(format), input));
    }
}
