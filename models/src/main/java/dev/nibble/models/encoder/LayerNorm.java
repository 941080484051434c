package dev.nibble.models.encoder;

import dev.nibble.models.file.TensorFileException;
import dev.nibble.models.quantized.WeightSource;

/** Each row to mean 0 and variance 1, then scaled and shifted by channel. */
final class LayerNorm {
    private static final double EPSILON = 1e-12;

    private final float[] weight;
    private final float[] bias;

    LayerNorm(String name, int width, WeightSource weights) {
        weight = LinearFactory.row(weights.tensor(name + ".weight"));
        bias = LinearFactory.row(weights.tensor(name + ".bias"));
        if (weight.length != width || bias.length != width) {
            throw new TensorFileException("weight and bias of '" + name + "' should have " + width + " values, and have "
                    + weight.length + " and " + bias.length);
        }
    }

    /** Normalises m rows in place. */
    void apply(int m, float[] x) {
        int width = weight.length;
        for (int at = 0; at < m * width; at += width) {
            double sum = 0;
            for (int i = 0; i < width; i++) {
                sum += x[at + i];
            }
            double mean = sum / width;
            double squares = 0;
            for (int i = 0; i < width; i++) {
                squares += (x[at + i] - mean) * (x[at + i] - mean);
            }
            double factor = 1 / Math.sqrt(squares / width + EPSILON);
            for (int i = 0; i < width; i++) {
                x[at + i] = (float) ((x[at + i] - mean) * factor) * weight[i] + bias[i];
            }
        }
    }
}
