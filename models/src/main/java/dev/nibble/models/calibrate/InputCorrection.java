package dev.nibble.models.calibrate;

import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * Weights that make up for the errors of their input, before they are quantized. With X what the float model gives a layer and
 * Y what it gets from quantized layers, both [rows, K], W' [out, K] minimises
 *
 * <pre>||X W^T - Y W'^T||^2 + lambda ||W - W'||^2,  so  W'^T = W^T + (Y^T Y + lambda I)^-1 Y^T (X - Y) W^T</pre>
 *
 * <p>All in float64. lambda is a hundredth of the mean of the diagonal of Y^T Y, as GPTQ damps it.
 *
 * @see <a href="https://arxiv.org/abs/2504.09629">Arai and Ichikawa, Quantization Error Propagation (QEP): the weight correction,
 *     here with full strength</a>
 * @see <a href="https://arxiv.org/abs/2504.02692">Li et al., GPTAQ, which puts the same aim into GPTQ's own steps</a>
 */
final class InputCorrection {
    private static final double DAMPING = 0.01;
    private static final int COLUMNS = 64;

    /** U with U^T U = Y^T Y + lambda I, each row from its diagonal on; what is before is not used. */
    private final double[][] factor;
    private final double[][] cross;

    private InputCorrection(double[][] factor, double[][] cross) {
        this.factor = factor;
        this.cross = cross;
    }

    /**
     * Prepares the correction of layers with this input.
     *
     * @param stats of Y, with the Gram matrix
     * @param cross Y^T (X - Y)
     */
    static InputCorrection of(ActivationStats stats, double[][] cross) {
        int n = stats.channels();
        double[][] u = new double[n][n];
        double trace = 0;
        for (int i = 0; i < n; i++) {
            stats.readGramRow(i, u[i]);
            trace += u[i][i];
        }
        // An input that is zero throughout leaves nothing to correct by.
        double lambda = trace == 0 ? 1 : DAMPING * trace / n;
        for (int i = 0; i < n; i++) {
            u[i][i] += lambda;
        }
        for (int i = 0; i < n; i++) {
            double[] pivot = u[i];
            double root = Math.sqrt(pivot[i]);
            for (int j = i; j < n; j++) {
                pivot[j] /= root;
            }
            IntStream.range(i + 1, n).parallel().forEach(r -> subtract(u[r], pivot[r], pivot, r));
        }
        return new InputCorrection(u, cross);
    }

    private static void subtract(double[] from, double factor, double[] row, int begin) {
        for (int j = begin; j < from.length; j++) {
            from[j] -= factor * row[j];
        }
    }

    /** W', float32, for the weight W [out, K] of one of these layers. */
    Tensor corrected(Tensor weight) {
        Tensor made = Tensor.allocate(ElementType.F32, weight.shape());
        int out = Math.toIntExact(weight.shape().rows());
        IntStream.range(0, Math.ceilDiv(out, COLUMNS)).parallel()
                .forEach(tile -> correct(weight, made, tile * COLUMNS, Math.min(out, (tile + 1) * COLUMNS)));
        return made;
    }

    private void correct(Tensor weight, Tensor made, int from, int to) {
        int n = factor.length;
        float[][] rows = new float[to - from][n];
        double[][] transposed = new double[n][to - from];
        for (int o = from; o < to; o++) {
            weight.readRow(o, rows[o - from]);
            for (int k = 0; k < n; k++) {
                transposed[k][o - from] = rows[o - from][k];
            }
        }
        double[][] change = new double[n][to - from];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                subtract(change[i], -cross[i][j], transposed[j], 0);
            }
        }
        solve(change);
        for (int o = from; o < to; o++) {
            float[] row = rows[o - from];
            for (int k = 0; k < n; k++) {
                row[k] = (float) (row[k] + change[k][o - from]);
            }
            made.writeRow(o, row);
        }
    }

    /** Replaces B by {@code (U^T U)^-1 B}. */
    private void solve(double[][] b) {
        int n = factor.length;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                subtract(b[i], factor[k][i], b[k], 0);
            }
            divide(b[i], factor[i][i]);
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                subtract(b[i], factor[i][k], b[k], 0);
            }
            divide(b[i], factor[i][i]);
        }
    }

    private static void divide(double[] values, double by) {
        for (int i = 0; i < values.length; i++) {
            values[i] /= by;
        }
    }
}
