package dev.nibble.algorithms.hqq;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * hqq's {@code optimize_weights_proximal_legacy} (hqq/core/optimize.py, its default solver) on the CPU, bit for bit in
 * float32, with what is odd about it: beta never grows and kappa is not used; a range up to 1e-4 counts as 1 per step
 * and the inverse scale ends at 2e4, which flattens small weights; the mean error over the whole tensor decides when all
 * groups stop, and the zeros of the step that made it worse are kept.
 *
 * <p>The loss trace is that mean |W - W_r| before each update of the zeros.
 */
final class ReferenceSolver {
    private static final float LEAST_RANGE = 1e-4f;
    private static final float LARGEST_INVERSE_SCALE = 2e4f;
    private static final float LARGEST_HALF = 65504;
    /** PyTorch's at::internal::GRAIN_SIZE: from here on two threads sum one half each. The goldens are from two. */
    private static final long GRAIN = 32768;

    private final AffineFormat format;
    private final HqqParameters parameters;
    private final boolean roundZero;
    private final Groups groups;
    private final float top;
    private final Shrinkage shrinkage;
    /** The inverse scale and the zero of each group; |W - W_r| of each weight. */
    private final Tensor s;
    private final Tensor z;
    private final Tensor errors;

    ReferenceSolver(Tensor weights, AffineFormat format, HqqParameters parameters, boolean roundZero) {
        this.format = format;
        this.parameters = parameters;
        this.roundZero = roundZero;
        this.groups = Groups.of(weights, format.grouping());
        this.top = (1 << format.bits()) - 1;
        this.shrinkage = new Shrinkage(parameters.p(), parameters.beta());
        this.s = Tensor.allocate(ElementType.F32, groups.parameters());
        this.z = Tensor.allocate(ElementType.F32, groups.parameters());
        this.errors = Tensor.allocate(ElementType.F32, weights.shape());
    }

    QuantizeResult solve() {
        groups.forEach(0, () -> {
            float[] weights = new float[groups.size()];
            return (rows, i, j, _) -> start(weights, rows.read(j, weights), i, j);
        });
        List<Double> trace = new ArrayList<>();
        float best = Float.POSITIVE_INFINITY;
        for (int t = 0; t < parameters.iterations(); t++) {
            groups.forEach(0, Stepper::new);
            float error = meanError();
            trace.add((double) error);
            if (!(error < best)) {
                break;
            }
            best = error;
        }
        return QuantizeResult.of(quantized(), trace);
    }

    private void start(float[] weights, int n, long i, int j) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (int k = 0; k < n; k++) {
            min = Math.min(min, weights[k]);
            max = Math.max(max, weights[k]);
        }
        float range = Math.min(max - min, Float.MAX_VALUE);
        // torch divides a number by a tensor so: by the reciprocal.
        float inverseScale = Math.min(range <= LEAST_RANGE ? 1 : top * (1 / range), LARGEST_INVERSE_SCALE);
        float zero = -min * inverseScale;
        s.setFloat(i, j, inverseScale);
        z.setFloat(i, j, roundZero ? (float) Math.rint(zero) : zero);
    }

    private final class Stepper implements Groups.Task {
        private final float[] weights = new float[groups.size()];
        private final float[] groupErrors = new float[weights.length];
        private final float[] zeros = new float[weights.length];

        @Override
        public void run(GroupRows rows, long i, int j, double[] sums) {
            int n = rows.read(j, weights);
            HalfQuadratic.step(weights, n, s.getFloat(i, j), z.getFloat(i, j), top, shrinkage, zeros, groupErrors);
            z.setFloat(i, j, TorchSum.mean(zeros, n, groups.acrossRows()));
            rows.write(j, groupErrors, errors);
        }
    }

    private float meanError() {
        long count = errors.shape().elements();
        long half = count < GRAIN ? count : Math.ceilDiv(count, 2);
        TorchSum first = TorchSum.adjacent(half);
        TorchSum second = TorchSum.adjacent(count - half);
        float[] row = new float[errors.shape().rowLength()];
        long seen = 0;
        for (long r = 0; r < errors.shape().rows(); r++) {
            errors.readRow(r, row);
            int split = Math.clamp(half - seen, 0, row.length);
            first.add(row, 0, split);
            second.add(row, split, row.length);
            seen += row.length;
        }
        return (first.result() + second.result()) / count;
    }

    private QuantizedTensor quantized() {
        QuantizedTensor.Builder builder = QuantizedTensor.builder(format, errors.shape());
        groups.forEach(0, () -> {
            float[] weights = new float[groups.size()];
            return (rows, i, j, _) -> {
                int n = rows.read(j, weights);
                for (int k = 0; k < n; k++) {
                    weights[k] = HalfQuadratic.code(weights[k], s.getFloat(i, j), z.getFloat(i, j), top);
                }
                rows.writeCodes(j, weights, builder.component("codes"));
                builder.component("scale").setFloat(i, j, storable(1 / s.getFloat(i, j)));
                builder.component("zero").setFloat(i, j, storable(z.getFloat(i, j)));
            };
        });
        return builder.build();
    }

    /** What the parameter type can hold: half precision ends at 65504, and a parameter beyond that must not be infinite. */
    private float storable(float value) {
        return format.parameterType() == ElementType.F16 ? Math.clamp(value, -LARGEST_HALF, LARGEST_HALF) : value;
    }
}
