package dev.nibble.conformance;

import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.StaticRange;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Statistics of made-up inputs: normal, channels of different size, a few of them large, as in trained models. */
final class SyntheticActivations {
    private static final int ROWS_PER_CHANNEL = 2;

    private SyntheticActivations() {}

    /** All that {@code needs} asks for, for a layer with that many input channels. */
    static ActivationStats of(Set<Need> needs, int channels, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int rows = Math.max(32, ROWS_PER_CHANNEL * channels);
        Tensor samples = Tensor.allocate(ElementType.F32, Shape.of(rows, channels));
        float[] size = new float[channels];
        for (int k = 0; k < channels; k++) {
            size[k] = (float) ((0.5 + random.nextDouble()) * (random.nextInt(20) == 0 ? 10 : 1));
        }
        float[] row = new float[channels];
        for (int r = 0; r < rows; r++) {
            for (int k = 0; k < channels; k++) {
                row[k] = (float) (size[k] * random.nextGaussian());
            }
            samples.writeRow(r, row);
        }
        return of(needs, samples);
    }

    /** All that {@code needs} asks for, of rows that are the whole input and its only batch. */
    static ActivationStats of(Set<Need> needs, Tensor samples) {
        int channels = samples.shape().rowLength();
        int rows = Math.toIntExact(samples.shape().rows());
        float[][] moments = new float[4][channels];
        double[][] gram = new double[channels][needs.contains(Need.GRAM) ? channels : 0];
        float[] row = new float[channels];
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (int r = 0; r < rows; r++) {
            samples.readRow(r, row);
            for (int k = 0; k < channels; k++) {
                low = Math.min(low, row[k]);
                high = Math.max(high, row[k]);
                moments[0][k] += Math.abs(row[k]) / rows;
                moments[1][k] += (float) ((double) row[k] * row[k] / rows);
                moments[2][k] = r == 0 ? row[k] : Math.min(moments[2][k], row[k]);
                moments[3][k] = r == 0 ? row[k] : Math.max(moments[3][k], row[k]);
                for (int j = 0; j < gram[k].length; j++) {
                    gram[k][j] += (double) row[k] * row[j];
                }
            }
        }
        return new ActivationStats(rows, vector(moments[0]), vector(moments[1]), vector(moments[2]), vector(moments[3]),
                needs.contains(Need.SAMPLES) ? Optional.of(samples) : Optional.empty(),
                needs.contains(Need.GRAM) ? Optional.of(matrix(gram)) : Optional.empty(),
                Optional.of(StaticRange.start(0).next(low, high)), Optional.empty());
    }

    private static Tensor vector(float[] values) {
        return Tensor.of(Shape.of(values.length), values);
    }

    private static Tensor matrix(double[][] values) {
        Tensor matrix = Tensor.allocate(ElementType.F64, Shape.of(values.length, values.length));
        for (int r = 0; r < values.length; r++) {
            MemorySegment.copy(values[r], 0, matrix.row(r), Layouts.DOUBLE, 0, values.length);
        }
        return matrix;
    }
}
