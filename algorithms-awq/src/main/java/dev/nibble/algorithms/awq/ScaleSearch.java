package dev.nibble.algorithms.awq;

import dev.nibble.api.format.GroupedFormat;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Finds the scales s of the input channels that minimise
 * <pre>  L(s) = sum_W || Q(W diag(s)) diag(s)^-1 X - W X ||^2   (AWQ, equation 3)</pre>
 * over a grid of ratios r, with s of r by a {@link ScaleForm}, for the weights W of all layers that take the input X. Q is the
 * format's own rule, round-to-nearest. Of equal losses the first wins.
 *
 * @param layers W, [N, K] each
 * @param format of Q
 * @param inputs X
 * @param error of the output on X
 */
record ScaleSearch(List<Tensor> layers, GroupedFormat format, Inputs inputs, OutputError error) {
    private static final int TILE = 16;

    /**
     * One point of the grid.
     *
     * @param s the scales that the form gives with this ratio
     */
    record Candidate(ScaleForm form, double ratio, float[] s) {
        /** For a note, for example {@code duo, ratio 0.35}. */
        @Override
        public String toString() {
            return form == ScaleForm.NONE
                    ? "no scales"
                    : String.format(Locale.ROOT, "%s, ratio %.2f", form.name().toLowerCase(Locale.ROOT), ratio);
        }
    }

    /**
     * What was found.
     *
     * @param best the candidate with the smallest loss
     * @param losses L(s) divided by the number of outputs, by candidate
     */
    record Found(Candidate best, List<Double> losses) {}

    ScaleSearch(List<Tensor> layers, GroupedFormat format, Inputs inputs) {
        this(layers, format, inputs, OutputError.on(inputs.rows()));
    }

    Found best(List<Candidate> candidates) {
        List<Double> losses = new ArrayList<>();
        Candidate best = candidates.getFirst();
        double least = Double.POSITIVE_INFINITY;
        try (Arena arena = Arena.ofShared()) { // the same memory for every candidate
            List<Tensor> scaled = layers.stream().map(w -> Tensor.allocate(ElementType.F32, w.shape(), arena)).toList();
            for (Candidate candidate : candidates) {
                for (int layer = 0; layer < layers.size(); layer++) {
                    multiply(layers.get(layer), candidate.s(), scaled.get(layer));
                }
                // Large weights times a large scale may be beyond float32; such scales cannot be used.
                double loss = scaled.stream().allMatch(ScaleSearch::isFinite)
                        ? mean(scaled, candidate.s()) : Double.POSITIVE_INFINITY;
                losses.add(loss);
                if (loss < least) {
                    least = loss;
                    best = candidate;
                }
            }
        }
        return new Found(best, losses);
    }

    /**
     * L divided by the number of outputs of all layers.
     *
     * @param prepared W diag(s) by layer, perhaps clipped
     */
    double mean(List<Tensor> prepared, float[] s) {
        double sum = 0;
        long outputs = 0;
        for (int layer = 0; layer < layers.size(); layer++) {
            double[] losses = lossByRow(layer, prepared.get(layer), s);
            sum += Arrays.stream(losses).sum();
            outputs += losses.length;
        }
        return sum / ((double) outputs * inputs.rows().length);
    }

    /**
     * One layer's part of L, by row of W, if {@code prepared} is quantized in its place.
     *
     * @param prepared W diag(s), perhaps clipped
     */
    double[] lossByRow(int layer, Tensor prepared, float[] s) {
        Tensor weights = layers.get(layer);
        QuantizedTensor quantized = format.encode(prepared);
        int rows = Math.toIntExact(weights.shape().rows());
        double[] losses = new double[rows];
        IntStream.range(0, Math.ceilDiv(rows, TILE)).parallel().forEach(tile -> {
            int from = tile * TILE;
            float[][] errors = new float[Math.min(rows - from, TILE)][s.length];
            float[] w = new float[s.length];
            float[] d = new float[s.length];
            for (int r = 0; r < errors.length; r++) {
                weights.readRow(from + r, w);
                format.decodeRow(quantized, from + r, d);
                for (int k = 0; k < s.length; k++) {
                    errors[r][k] = (float) ((double) d[k] / s[k] - w[k]);
                }
            }
            System.arraycopy(error.of(errors), 0, losses, from, errors.length);
        });
        return losses;
    }

    /** W diag(s) by layer. */
    List<Tensor> times(float[] s) {
        return layers.stream().map(weights -> {
            Tensor scaled = Tensor.allocate(ElementType.F32, weights.shape());
            multiply(weights, s, scaled);
            return scaled;
        }).toList();
    }

    private static void multiply(Tensor weights, float[] s, Tensor into) {
        float[] row = new float[s.length];
        for (long r = 0; r < weights.shape().rows(); r++) {
            weights.readRow(r, row);
            for (int k = 0; k < s.length; k++) {
                row[k] *= s[k];
            }
            into.writeRow(r, row);
        }
    }

    private static boolean isFinite(Tensor tensor) {
        float[] row = new float[tensor.shape().rowLength()];
        float sum = 0;
        for (long r = 0; r < tensor.shape().rows(); r++) {
            tensor.readRow(r, row);
            for (float value : row) {
                sum += value - value; // 0, or NaN
            }
        }
        return sum == 0;
    }
}
