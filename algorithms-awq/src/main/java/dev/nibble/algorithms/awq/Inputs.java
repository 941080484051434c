package dev.nibble.algorithms.awq;

import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.tensor.Tensor;

/**
 * A layer's inputs, checked.
 *
 * @param name the tensor's name, for messages
 * @param meanAbs mean |x| by channel
 * @param rows sampled rows of the input
 */
record Inputs(String name, float[] meanAbs, float[][] rows) {
    /**
     * Reads a request's activations.
     *
     * @throws IllegalArgumentException if they are missing, of another number of channels, not finite or all zero; the message
     *     names the tensor and what to do
     */
    static Inputs of(QuantizeRequest request) {
        String name = request.name();
        ActivationStats stats = request.activations().orElseThrow(() -> missing(name));
        Tensor samples = stats.samples().filter(tensor -> tensor.shape().rows() > 0).orElseThrow(() -> missing(name));
        int channels = request.weights().shape().rowLength();
        if (samples.shape().rowLength() != channels || stats.channels() != channels) {
            throw new IllegalArgumentException("the activations for '" + name + "' have " + samples.shape().rowLength()
                    + " channels, and its weights " + channels + ": this is the calibration of another layer or model");
        }
        float[] meanAbs = new float[channels];
        stats.meanAbs().readRow(0, meanAbs);
        requireFinite(name, "mean |x|", meanAbs);
        float[][] rows = new float[Math.toIntExact(samples.shape().rows())][channels];
        boolean allZero = true;
        for (int r = 0; r < rows.length; r++) {
            samples.readRow(r, rows[r]);
            requireFinite(name, "row " + r + " of the sample", rows[r]);
            for (float x : rows[r]) {
                allZero &= x == 0;
            }
        }
        if (allZero) {
            throw new IllegalArgumentException("awq cannot tell which channels of '" + name
                    + "' matter: all sampled activations are zero; calibrate with texts that reach this layer");
        }
        return new Inputs(name, meanAbs, rows);
    }

    private static IllegalArgumentException missing(String name) {
        return new IllegalArgumentException("awq needs sampled rows of the inputs of '" + name + "'; calibrate with some");
    }

    private static void requireFinite(String name, String what, float[] values) {
        for (int k = 0; k < values.length; k++) {
            if (!Float.isFinite(values[k])) {
                throw new IllegalArgumentException("awq cannot use the activations of '" + name + "': " + what + " is "
                        + values[k] + " at channel " + k + "; find the text or layer that makes it");
            }
        }
    }

    /** At most so many rows, evenly spaced; as both references thin out the rows for the search of clips. */
    Inputs thinned(int most) {
        int step = Math.max(1, rows.length / most);
        float[][] kept = new float[Math.ceilDiv(rows.length, step)][];
        for (int r = 0; r < kept.length; r++) {
            kept[r] = rows[r * step];
        }
        return new Inputs(name, meanAbs, kept);
    }

    /** The inputs as the layer sees them whose weights were multiplied by s: x / s. */
    Inputs dividedBy(float[] s) {
        float[][] divided = new float[rows.length][s.length];
        for (int r = 0; r < rows.length; r++) {
            for (int k = 0; k < s.length; k++) {
                divided[r][k] = rows[r][k] / s[k];
            }
        }
        return new Inputs(name, meanAbs, divided);
    }

    /** How many channels were zero in every row. */
    int silentChannels() {
        int silent = 0;
        for (float mean : meanAbs) {
            silent += mean == 0 ? 1 : 0;
        }
        return silent;
    }
}
