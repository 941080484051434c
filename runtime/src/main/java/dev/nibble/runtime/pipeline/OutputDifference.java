package dev.nibble.runtime.pipeline;

import dev.nibble.api.op.Activation;
import dev.nibble.api.quantizer.Prepared;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * How far a layer's outputs move when its weights W and input x become W' and T(x): y = W x and y' = W' T(x), in float64,
 * for rows of random numbers and for sampled rows where there are some.
 *
 * @param rows how many input rows were tried
 * @param relative norm of y - y' over that of y, all rows and outputs together
 * @param worstExcess largest ratio of |y - y'| to what rounding W' to float32 explains
 * @param allowed mean of that over the outputs, relative to the norm of y
 */
record OutputDifference(int rows, double relative, double worstExcess, double allowed) {
    /** Half a unit in the last place of a float32, relative. */
    private static final double HALF_ULP = 0x1p-24;
    /** A stage may round a weight twice, for example by multiplying with a rounded reciprocal, and a factor once. */
    private static final double ROUNDINGS = 4;
    private static final int RANDOM_ROWS = 4;
    private static final int SAMPLE_ROWS = 12;

    static OutputDifference measure(QuantizeRequest request, Prepared prepared) {
        List<double[]> before = inputs(request);
        List<double[]> after = new ArrayList<>();
        for (double[] row : before) {
            double[] moved = row.clone();
            prepared.transform().ifPresent(transform -> transform.apply(moved));
            after.add(moved);
        }
        return new Sums(before, after).of(request.weights(), prepared.weights());
    }

    /** What quantizing sampled inputs does to the outputs of the layer that the request has; empty without a sample. */
    static Optional<OutputDifference> of(QuantizeRequest request, Activation activation) {
        List<double[]> before = samples(request);
        if (before.isEmpty()) {
            return Optional.empty();
        }
        List<double[]> after = before.stream().map(row -> quantized(row, activation)).toList();
        return Optional.of(new Sums(before, after).of(request.weights(), request.weights()));
    }

    private static double[] quantized(double[] row, Activation activation) {
        float[] x = new float[row.length];
        for (int k = 0; k < x.length; k++) {
            x[k] = (float) row[k];
        }
        double[] values = new double[x.length];
        activation.apply(x, x.length, values);
        return values;
    }

    /** Whether nothing moved by more than float32 weights have to. */
    boolean explainedByRounding() {
        return worstExcess <= 1;
    }

    String allowedText() {
        return String.format(Locale.ROOT, "%.2e", allowed);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "its outputs differ by %.2e, relative, on %d rows", relative, rows);
    }

    private static List<double[]> inputs(QuantizeRequest request) {
        int cols = request.weights().shape().rowLength();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(request.seed());
        List<double[]> rows = new ArrayList<>();
        for (int r = 0; r < RANDOM_ROWS; r++) {
            rows.add(random.doubles(cols, -1, 1).toArray());
        }
        rows.addAll(samples(request));
        return rows;
    }

    private static List<double[]> samples(QuantizeRequest request) {
        int cols = request.weights().shape().rowLength();
        List<double[]> rows = new ArrayList<>();
        request.activations().flatMap(stats -> stats.samples()).ifPresent(samples -> {
            float[] row = new float[cols];
            long count = samples.shape().rows();
            for (int i = 0; i < Math.min(count, SAMPLE_ROWS); i++) {
                samples.readRow(i * count / Math.min(count, SAMPLE_ROWS), row);
                double[] wide = new double[cols];
                for (int k = 0; k < cols; k++) {
                    wide[k] = row[k];
                }
                rows.add(wide);
            }
        });
        return rows;
    }

    /** Sums over all outputs. */
    private static final class Sums {
        private final List<double[]> before;
        private final List<double[]> after;
        private double squares;
        private double squaredDifference;
        private double squaredAllowed;
        private double worst;

        Sums(List<double[]> before, List<double[]> after) {
            this.before = before;
            this.after = after;
        }

        OutputDifference of(Tensor weights, Tensor prepared) {
            float[] w = new float[weights.shape().rowLength()];
            float[] p = new float[w.length];
            for (long o = 0; o < weights.shape().rows(); o++) {
                weights.readRow(o, w);
                prepared.readRow(o, p);
                requireFinite(o, p);
                for (int r = 0; r < before.size(); r++) {
                    add(w, p, before.get(r), after.get(r));
                }
            }
            double norm = squares == 0 ? 1 : Math.sqrt(squares);
            return new OutputDifference(before.size(), Math.sqrt(squaredDifference) / norm, worst,
                    Math.sqrt(squaredAllowed) / norm);
        }

        private static void requireFinite(long output, float[] row) {
            for (int k = 0; k < row.length; k++) {
                if (!Float.isFinite(row[k])) {
                    throw new IllegalArgumentException("the weight that it made at row " + output + ", column " + k + " is "
                            + row[k] + "; finite weights must stay finite");
                }
            }
        }

        private void add(float[] w, float[] p, double[] x, double[] moved) {
            double y = 0;
            double yPrepared = 0;
            double terms = 0;
            double inputs = 0;
            for (int k = 0; k < w.length; k++) {
                double term = x[k] * w[k];
                y += term;
                yPrepared += moved[k] * p[k];
                terms += Math.abs(term);
                inputs += Math.abs(moved[k]);
            }
            double difference = Math.abs(y - yPrepared);
            // Where weights become subnormal, rounding is absolute.
            double explained = ROUNDINGS * (HALF_ULP * terms + Float.MIN_VALUE * inputs);
            squares += y * y;
            squaredDifference += difference * difference;
            squaredAllowed += explained * explained;
            worst = Math.max(worst, explained == 0 ? (difference == 0 ? 0 : Double.POSITIVE_INFINITY) : difference / explained);
        }
    }
}
