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

    private static ActivationStats stats(QuantizeRequest request, String stage) {
        return request.activations().orElseThrow(() -> new IllegalArgumentException(
                stage + " needs the inputs of '" + request.name() + "'; calibrate first"));
    }

    private static float[] byChannel(QuantizeRequest request, String stage, String what, Tensor tensor) {
        int channels = request.weights().shape().rowLength();
        if (tensor.shape().elements() != channels) {
            throw new IllegalArgumentException("the activations for '" + request.name() + "' have "
                    + tensor.shape().elements() + " channels, and its weights " + channels
                    + ": this is the calibration of another layer or model");
        }
        float[] values = new float[channels];
        tensor.readRow(0, values);
        for (int k = 0; k < channels; k++) {
            if (!Float.isFinite(values[k])) {
                throw new IllegalArgumentException(stage + " cannot use the activations of '" + request.name() + "': " + what
                        + " of channel " + k + " is " + values[k] + "; find the text or layer that makes it");
            }
        }
        return values;
    }
}
