package dev.nibble.api.op;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What operations with a float input [m, k] share: reading it as the kernel is to see it, and test data. */
final class DenseInput {
    private DenseInput() {}

    /** The input's rows in float64, after the activation's treatment. */
    static double[][] rows(OpSpec spec, Tensor input) {
        int k = input.shape().rowLength();
        double[][] rows = new double[Math.toIntExact(spec.m())][k];
        float[] row = new float[k];
        for (int m = 0; m < rows.length; m++) {
            input.readRow(m, row);
            spec.activation().apply(row, k, rows[m]);
        }
        return rows;
    }

    /** The sum of a[i] * b[i]. Four partial sums, because one would wait for each addition. */
    static double dot(float[] a, double[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < b.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < b.length; i++) {
            s0 += a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** The same rows without their signs. */
    static double[][] magnitudes(double[][] rows) {
        double[][] magnitudes = new double[rows.length][];
        for (int m = 0; m < rows.length; m++) {
            magnitudes[m] = Arrays.stream(rows[m]).map(Math::abs).toArray();
        }
        return magnitudes;
    }

    static Tensor test(long m, long k, Fill fill, RandomGenerator random) {
        Tensor tensor = Tensor.allocate(ElementType.F32, Shape.of(m, k));
        float[] row = new float[tensor.shape().rowLength()];
        for (long r = 0; r < m; r++) {
            fill.fill(row, row.length, random);
            tensor.writeRow(r, row);
        }
        return tensor;
    }
}
