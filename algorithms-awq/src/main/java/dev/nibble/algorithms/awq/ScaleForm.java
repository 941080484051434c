package dev.nibble.algorithms.awq;

import dev.nibble.api.format.GroupedFormat;
import dev.nibble.api.tensor.Tensor;
import java.util.List;

/**
 * The formulas that make scales s from x_m, the mean |x| of each channel, and w_m, the mean relative magnitude of its weights.
 */
enum ScaleForm {
    /** {@code s = 1}: no scales. */
    NONE {
        @Override
        float scale(float xm, float wm, double r) {
            return 1;
        }
    },
    /** {@code s = max(x_m^r, 1e-4)}: AWQ, equation 4, as llm-awq has it. */
    ACTIVATIONS {
        @Override
        float scale(float xm, float wm, double r) {
            return Math.max((float) Math.pow(xm, r), LEAST);
        }
    },
    /** {@code s = max(x_m^r / (w_m^(1-r) + 1e-4), 1e-4)}: AutoAWQ's duo scaling. */
    DUO {
        @Override
        float scale(float xm, float wm, double r) {
            return Math.max((float) Math.pow(xm, r) / ((float) Math.pow(wm, 1 - r) + LEAST), LEAST);
        }
    };

    private static final float LEAST = 1e-4f;

    abstract float scale(float xm, float wm, double r);

    /** The scales of all channels, divided by sqrt(max min), so that they lie evenly around 1; what overflows becomes 1. */
    float[] scales(float[] xm, float[] wm, double r) {
        float[] s = new float[xm.length];
        float min = Float.POSITIVE_INFINITY;
        float max = 0;
        for (int k = 0; k < s.length; k++) {
            s[k] = scale(xm[k], wm[k], r);
            min = Math.min(min, s[k]);
            max = Math.max(max, s[k]);
        }
        float centre = (float) Math.sqrt(max * min);
        for (int k = 0; k < s.length; k++) {
            s[k] /= centre;
            if (!Float.isFinite(s[k]) || s[k] == 0) {
                s[k] = 1;
            }
        }
        return s;
    }

    /**
     * w_m: the mean over all rows of all layers of |w| / (absmax of w's group + 1e-6), by column. Where groups do not lie along
     * rows, a row takes the place of the group.
     */
    static float[] meanRelativeMagnitude(List<Tensor> layers, GroupedFormat format) {
        double[] sums = new double[layers.getFirst().shape().rowLength()];
        long rows = 0;
        for (Tensor weights : layers) {
            addRelativeMagnitudes(weights, format, sums);
            rows += weights.shape().rows();
        }
        float[] means = new float[sums.length];
        for (int k = 0; k < means.length; k++) {
            means[k] = (float) (sums[k] / rows);
        }
        return means;
    }

    private static void addRelativeMagnitudes(Tensor weights, GroupedFormat format, double[] sums) {
        int cols = sums.length;
        long run = format.grouping().run(weights.shape());
        int group = (int) (run <= 1 ? cols : Math.min(run, cols));
        float[] row = new float[cols];
        for (long r = 0; r < weights.shape().rows(); r++) {
            weights.readRow(r, row);
            for (int from = 0; from < cols; from += group) {
                int to = Math.min(cols, from + group);
                float absmax = 0;
                for (int k = from; k < to; k++) {
                    absmax = Math.max(absmax, Math.abs(row[k]));
                }
                for (int k = from; k < to; k++) {
                    sums[k] += Math.abs(row[k]) / (absmax + 1e-6f);
                }
            }
        }
    }
}
