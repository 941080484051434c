package dev.nibble.api.quantizer;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Statistics of the inputs of one layer with K input channels. All values are finite; the host has checked that.
 *
 * @param rows how many input rows (tokens) were seen
 * @param meanAbs mean |x| by channel, float32 [K]
 * @param meanSquare mean x squared by channel, float32 [K]
 * @param min smallest value by channel, float32 [K]
 * @param max largest value by channel, float32 [K]
 * @param samples a seeded sample of rows, float32 [S, K]
 * @param gram X^T X, the sum over all rows of x^T x, float64 [K, K], where it was asked for
 * @param inputRange range of the whole input by batches
 * @param outputRange range of the layer's whole output by batches, where the layer was run
 */
public record ActivationStats(
        long rows,
        Tensor meanAbs,
        Tensor meanSquare,
        Tensor min,
        Tensor max,
        Optional<Tensor> samples,
        Optional<Tensor> gram,
        Optional<StaticRange> inputRange,
        Optional<StaticRange> outputRange) {
    /** Statistics without ranges. */
    public ActivationStats(
            long rows, Tensor meanAbs, Tensor meanSquare, Tensor min, Tensor max, Optional<Tensor> samples,
            Optional<Tensor> gram) {
        this(rows, meanAbs, meanSquare, min, max, samples, gram, Optional.empty(), Optional.empty());
    }

    /** K, the number of input channels. */
    public int channels() {
        return meanAbs.shape().rowLength();
    }

    /** The smallest value of any channel. */
    public float smallest() {
        float smallest = Float.POSITIVE_INFINITY;
        for (float value : row(min)) {
            smallest = Math.min(smallest, value);
        }
        return smallest;
    }

    /** The largest value of any channel. */
    public float largest() {
        float largest = Float.NEGATIVE_INFINITY;
        for (float value : row(max)) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    /**
     * Whether these are statistics of the very same input: as many rows, and the same bytes in every moment, sample and Gram
     * matrix. Of an input that was zero throughout nothing is known, and so it is never the same as another.
     */
    public boolean sameInput(ActivationStats other) {
        return rows == other.rows && meanAbs.sameBytes(other.meanAbs) && meanSquare.sameBytes(other.meanSquare)
                && min.sameBytes(other.min) && max.sameBytes(other.max) && sameBytes(samples, other.samples)
                && sameBytes(gram, other.gram) && !silent();
    }

    private static boolean sameBytes(Optional<Tensor> one, Optional<Tensor> other) {
        return one.isPresent() == other.isPresent() && (one.isEmpty() || one.get().sameBytes(other.get()));
    }

    private boolean silent() {
        for (float mean : row(meanAbs)) {
            if (mean != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * One row of the Gram matrix.
     *
     * @param into receives K values from index 0
     * @throws java.util.NoSuchElementException if there is no Gram matrix
     */
    public void readGramRow(int row, double[] into) {
        MemorySegment.copy(gram.orElseThrow().row(row), Layouts.DOUBLE, 0, into, 0, channels());
    }

    /**
     * The statistics of the transformed inputs. For a scale by channel every one of them follows exactly, up to rounding;
     * the range of the whole input does not, and is left out.
     *
     * @throws IllegalArgumentException if the transform is for another number of channels
     */
    public ActivationStats after(Transform transform) {
        if (transform.channels() != channels()) {
            throw new IllegalArgumentException("a transform of " + transform.channels()
                    + " channels cannot follow statistics of " + channels());
        }
        return switch (transform) {
            case Transform.InputScale scale -> scaled(scale.values());
        };
    }

    private ActivationStats scaled(float[] f) {
        float[] low = row(min);
        float[] high = row(max);
        for (int k = 0; k < f.length; k++) {
            float a = low[k] * f[k];
            float b = high[k] * f[k];
            low[k] = Math.min(a, b);
            high[k] = Math.max(a, b);
        }
        return new ActivationStats(rows, map(meanAbs, (k, v) -> v * Math.abs(f[k])),
                map(meanSquare, (k, v) -> (float) ((double) v * f[k] * f[k])), Tensor.of(min.shape(), low),
                Tensor.of(max.shape(), high), samples.map(tensor -> map(tensor, (k, v) -> v * f[k])),
                gram.map(_ -> scaledGram(f)), Optional.empty(), outputRange);
    }

    private interface ByChannel {
        float apply(int channel, float value);
    }

    private static float[] row(Tensor tensor) {
        float[] row = new float[tensor.shape().rowLength()];
        tensor.readRow(0, row);
        return row;
    }

    private static Tensor map(Tensor tensor, ByChannel function) {
        Tensor mapped = Tensor.allocate(ElementType.F32, tensor.shape());
        float[] row = new float[tensor.shape().rowLength()];
        for (long r = 0; r < tensor.shape().rows(); r++) {
            tensor.readRow(r, row);
            for (int k = 0; k < row.length; k++) {
                row[k] = function.apply(k, row[k]);
            }
            mapped.writeRow(r, row);
        }
        return mapped;
    }

    private Tensor scaledGram(float[] f) {
        Tensor scaled = Tensor.allocate(ElementType.F64, gram.orElseThrow().shape());
        double[] row = new double[f.length];
        for (int i = 0; i < f.length; i++) {
            readGramRow(i, row);
            for (int j = 0; j < f.length; j++) {
                row[j] *= (double) f[i] * f[j];
            }
            MemorySegment.copy(row, 0, scaled.row(i), Layouts.DOUBLE, 0, f.length);
        }
        return scaled;
    }
}
