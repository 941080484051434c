package dev.nibble.models.calibrate;

import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.StaticRange;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Statistics of one layer's input, row by row. Sums are float64; the sample is a reservoir (Vitter's algorithm R), so that
 * every row has the same chance whatever their number.
 */
final class LayerCapture {
    private final String layer;
    private final int channels;
    private final double[] absolute;
    private final double[] squares;
    private final float[] min;
    private final float[] max;
    private final float[][] sample;
    private final RandomGenerator random;
    private final Optional<Gram> gram;
    private long rows;
    private StaticRange inputs;
    private StaticRange outputs;

    LayerCapture(String layer, int channels, CaptureOptions options) {
        this.layer = layer;
        this.channels = channels;
        absolute = new double[channels];
        squares = new double[channels];
        min = new float[channels];
        max = new float[channels];
        Arrays.fill(min, Float.POSITIVE_INFINITY);
        Arrays.fill(max, Float.NEGATIVE_INFINITY);
        sample = new float[options.samples()][];
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(options.seed());
        gram = options.gram() ? Optional.of(new Gram(channels)) : Optional.empty();
        inputs = StaticRange.start(options.momentum());
        outputs = StaticRange.start(options.momentum());
    }

    /**
     * Adds rows of a batch.
     *
     * @param x [m, K], row-major
     * @throws IllegalArgumentException if a value is not finite, naming layer and channel
     */
    void add(int m, float[] x) {
        for (int r = 0; r < m; r++) {
            int from = r * channels;
            for (int k = 0; k < channels; k++) {
                float value = x[from + k];
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException("the input of layer '" + layer + "' must be finite, but channel " + k
                            + " of row " + rows + " is " + value
                            + "; repair the model, or leave out the text or row that does it");
                }
                absolute[k] += Math.abs(value);
                squares[k] += (double) value * value;
                min[k] = Math.min(min[k], value);
                max[k] = Math.max(max[k], value);
            }
            keep(x, from);
            gram.ifPresent(matrix -> matrix.add(x, from));
            rows++;
        }
    }

    /** Adds rows that are a batch of their own, and nothing else of it is known. */
    void addBatch(int m, float[] x) {
        add(m, x);
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < m * channels; i++) {
            low = Math.min(low, x[i]);
            high = Math.max(high, x[i]);
        }
        inputBatch(low, high);
    }

    private void keep(float[] x, int from) {
        long place = rows < sample.length ? rows : random.nextLong(rows + 1);
        if (place < sample.length) {
            sample[(int) place] = Arrays.copyOfRange(x, from, from + channels);
        }
    }

    /** Ends a batch of inputs that ranged so. */
    void inputBatch(float low, float high) {
        inputs = inputs.next(low, high);
    }

    /** Ends a batch of outputs that ranged so. */
    void outputBatch(float low, float high) {
        outputs = outputs.next(low, high);
    }

    /** @throws IllegalArgumentException if no row was seen */
    ActivationStats finish() {
        if (rows == 0) {
            throw new IllegalArgumentException("layer '" + layer + "' has seen no activations");
        }
        float[] meanAbs = new float[channels];
        float[] meanSquare = new float[channels];
        for (int k = 0; k < channels; k++) {
            meanAbs[k] = (float) (absolute[k] / rows);
            meanSquare[k] = (float) Math.min(squares[k] / rows, Float.MAX_VALUE);
        }
        return new ActivationStats(rows, vector(meanAbs), vector(meanSquare), vector(min), vector(max), Optional.of(samples()),
                gram.map(Gram::matrix), seen(inputs), seen(outputs));
    }

    private static Optional<StaticRange> seen(StaticRange range) {
        return range.batches() == 0 ? Optional.empty() : Optional.of(range);
    }

    private Tensor vector(float[] values) {
        return Tensor.of(Shape.of(channels), values);
    }

    private Tensor samples() {
        int count = (int) Math.min(rows, sample.length);
        Tensor tensor = Tensor.allocate(ElementType.F32, Shape.of(count, channels));
        for (int r = 0; r < count; r++) {
            tensor.writeRow(r, sample[r]);
        }
        return tensor;
    }
}
