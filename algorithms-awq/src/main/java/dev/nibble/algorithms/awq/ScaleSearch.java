package dev.nibble.algorithms.awq;

import dev.nibble.api.format.GroupedFormat;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Finds the scales s of the input channels that minimise
 * <pre>  L(s) = || Q(W diag(s)) diag(s)^-1 X - W X ||^2   (AWQ, equation 3)</pre>
 * over a grid of ratios r, with s of r by a {@link ScaleForm}. Q is the format's own rule, round-to-nearest. Of equal losses
 * the first wins.
 *
 * @param weights W, [N, K]
 * @param format of Q
 * @param inputs X
 * @param error of the output on X
 */
record ScaleSearch(Tensor weights, GroupedFormat format, Inputs inputs, OutputError error) {
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

    ScaleSearch(Tensor weights, GroupedFormat format, Inputs inputs) {
        this(weights, format, inputs, OutputError.on(inputs.rows()));
    }

    Found best(List<Candidate> candidates) {
        List<Double> losses = new ArrayList<>();
        Candidate best = candidates.getFirst();
        double least = Double.POSITIVE_INFINITY;
        for (Candidate candidate : candidates) {
            Tensor scaled = times(weights, candidate.s());
            // Large weights times a large scale may be beyond float32; such scales cannot be used.
            double loss = isFinite(scaled) ? mean(lossByRow(scaled, candidate.s())) : Double.POSITIVE_INFINITY;
            losses.add(loss);
            if (loss < least) {
                least = loss;
                best = candidate;
            }
        }
        return new Found(best, losses);
    }

    double mean(double[] lossByRow) {
        double sum = 0;
        for (double loss : lossByRow) {
            sum += loss;
        }
        return sum / ((double) lossByRow.length * inputs.rows().length);
    }

    /**
     * L by row of W, if {@code prepared} is quantized in its place.
     *
     * @param prepared W diag(s), perhaps clipped
     */
    double[] lossByRow(Tensor prepared, float[] s) {
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

    /** W diag(s). */
    static Tensor times(Tensor weights, float[] s) {
        Tensor scaled = Tensor.allocate(ElementType.F32, weights.shape());
        float[] row = new float[s.length];
        for (long r = 0; r < weights.shape().rows(); r++) {
            weights.readRow(r, row);
            for (int k = 0; k < s.length; k++) {
                row[k] *= s[k];
            }
            scaled.writeRow(r, row);
        }
        return scaled;
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
