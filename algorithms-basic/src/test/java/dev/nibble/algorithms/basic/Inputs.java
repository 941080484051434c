package dev.nibble.algorithms.basic;

import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.Optional;
import java.util.Random;

/** Statistics of inputs for tests. */
final class Inputs {
    private Inputs() {}

    /** Channels some of which are much louder than others. */
    static ActivationStats loud(int channels) {
        Random random = new Random(31);
        float[] meanSquare = new float[channels];
        for (int k = 0; k < channels; k++) {
            meanSquare[k] = (float) Math.exp(2 * random.nextGaussian());
        }
        return of(meanSquare);
    }

    /** With these means of squares, and minima and maxima three times their roots. */
    static ActivationStats of(float... meanSquare) {
        Shape shape = Shape.of(meanSquare.length);
        float[] low = new float[meanSquare.length];
        float[] high = new float[meanSquare.length];
        for (int k = 0; k < low.length; k++) {
            high[k] = (float) (3 * Math.sqrt(meanSquare[k]));
            low[k] = -high[k];
        }
        return new ActivationStats(100, Tensor.of(shape, high), Tensor.of(shape, meanSquare), Tensor.of(shape, low),
                Tensor.of(shape, high), Optional.empty(), Optional.empty());
    }
}
