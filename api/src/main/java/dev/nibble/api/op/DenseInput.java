package dev.nibble.api.op;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.random.RandomGenerator;

/** What operations with a float input [m, k] share: reading it as the kernel is to see it, and test data. */
final class DenseInput {
    private DenseInput() {}

    /** The input's rows in float64, after the activation's treatment. */
    static double[][] rows(OpSpec spec, Tensor input) {
        int k = input.shape().rowLength();
        double[][] rows = new double[Math.toIntExact(spec.m())][k];
        float[] row = new float[k];
        byte[] codes = new byte[k];
        for (int m = 0; m < rows.length; m++) {
            input.readRow(m, row);
            double scale = spec.activation() == Activation.INT8_ROW ? Int8Rows.quantize(row, k, codes) : 0;
            for (int i = 0; i < k; i++) {
                rows[m][i] = spec.activation() == Activation.INT8_ROW ? codes[i] * scale : row[i];
            }
        }
        return rows;
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
