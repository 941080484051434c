package dev.nibble.algorithms.basic;

import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.tensor.Tensor;

/** Reads statistics of a layer's inputs and refuses what cannot be used. */
final class Activations {
    private Activations() {}

    /**
     * The mean of x squared by channel.
     *
     * @param stage who asks, for messages
     * @throws IllegalArgumentException if there are no statistics, they are for another number of channels, or a value is not
     *     finite; the message names the tensor and, of a value, the channel
     */
    static float[] meanSquare(QuantizeRequest request, String stage) {
        return byChannel(request, stage, "mean x squared", stats(request, stage).meanSquare());
    }

    /** The largest |x| by channel; refuses what {@link #meanSquare} does. */
    static float[] absMax(QuantizeRequest request, String stage) {
        ActivationStats stats = stats(request, stage);
        float[] low = byChannel(request, stage, "min", stats.min());
        float[] high = byChannel(request, stage, "max", stats.max());
        for (int k = 0; k < low.length; k++) {
            high[k] = Math.max(Math.abs(low[k]), Math.abs(high[k]));
        }
        return high;
    }

    /** A seeded sample of rows [S, K]; refuses what {@link #meanSquare} does, and statistics without one. */
    static Tensor samples(QuantizeRequest request, String stage) {
        Tensor samples = stats(request, stage).samples().orElseThrow(() -> new IllegalArgumentException(stage
                + " needs a sample of the inputs of '" + request.name() + "', which its calibration does not have"));
        requireChannels(request, samples.shape().rowLength());
        float[] row = new float[samples.shape().rowLength()];
        for (long r = 0; r < samples.shape().rows(); r++) {
            samples.readRow(r, row);
            for (int k = 0; k < row.length; k++) {
                requireFinite(request, stage, "a sample", k, row[k]);
            }
        }
        return samples;
    }

    /** Smallest and largest value of any channel; refuses what {@link #meanSquare} does. */
    static float[] extremes(QuantizeRequest request, String stage) {
        ActivationStats stats = stats(request, stage);
        byChannel(request, stage, "min", stats.min());
        byChannel(request, stage, "max", stats.max());
        return new float[] {stats.smallest(), stats.largest()};
    }

    static ActivationStats stats(QuantizeRequest request, String stage) {
        return request.activations().orElseThrow(() -> new IllegalArgumentException(
                stage + " needs the inputs of '" + request.name() + "'; calibrate first"));
    }

    private static void requireChannels(QuantizeRequest request, long channels) {
        if (channels != request.weights().shape().rowLength()) {
            throw new IllegalArgumentException("the activations for '" + request.name() + "' have " + channels
                    + " channels, and its weights " + request.weights().shape().rowLength()
                    + ": this is the calibration of another layer or model");
        }
    }

    private static void requireFinite(QuantizeRequest request, String stage, String what, int channel, float value) {
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException(stage + " cannot use the activations of '" + request.name() + "': " + what
                    + " of channel " + channel + " is " + value + "; find the text or layer that makes it");
        }
    }

    private static float[] byChannel(QuantizeRequest request, String stage, String what, Tensor tensor) {
        int channels = request.weights().shape().rowLength();
        requireChannels(request, tensor.shape().elements());
        float[] values = new float[channels];
        tensor.readRow(0, values);
        for (int k = 0; k < channels; k++) {
            requireFinite(request, stage, what, k, values[k]);
        }
        return values;
    }
}
