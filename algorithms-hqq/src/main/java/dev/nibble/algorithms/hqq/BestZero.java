package dev.nibble.algorithms.hqq;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.GroupCodec;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.format.RangeRule;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Nibble's own HQQ. It differs from the reference in four ways, each of which lowers the error:
 *
 * <ul>
 *   <li>errors are measured in units of two quantization steps, so that beta means the same for weights of any magnitude:
 *       10 forgives errors above a third of a step. (In the unit of the weights the threshold of the shrinkage lies far
 *       above the errors of most models, and nothing is forgiven. With one step as the unit large groups converge slowly.)
 *   <li>beta grows by kappa with each iteration, as published;
 *   <li>every group starts from the format's own scale and zero, which also suit ranges of any size, and keeps the zero
 *       with the smallest sum of |W - W_r| that it has seen;
 *   <li>nothing stops early.
 * </ul>
 *
 * The loss trace is the mean of |W - W_r| over the tensor with the best zeros so far, starting with round-to-nearest.
 */
final class BestZero {
    private static final float STEPS_PER_UNIT = 2;

    private final AffineFormat format;
    private final HqqParameters parameters;
    private final Groups groups;
    private final GroupCodec codec;
    private final QuantizedTensor.Builder builder;
    private final float top;
    private final Shrinkage[] shrinkages;

    BestZero(Tensor weights, AffineFormat format, HqqParameters parameters) {
        this.format = format;
        this.parameters = parameters;
        this.groups = Groups.of(weights, format.grouping());
        this.codec = format.codec(weights);
        this.builder = QuantizedTensor.builder(format, weights.shape());
        this.top = (1 << format.bits()) - 1;
        this.shrinkages = new Shrinkage[parameters.iterations()];
        double beta = parameters.beta();
        for (int t = 0; t < shrinkages.length; t++) {
            shrinkages[t] = new Shrinkage(parameters.p(), beta);
            beta *= parameters.kappa();
        }
    }

    QuantizeResult solve() {
        double[] sums = groups.forEach(shrinkages.length + 1, Solver::new);
        List<Double> trace = new ArrayList<>();
        for (double sum : sums) {
            trace.add(sum / groups.weights().shape().elements());
        }
        return QuantizeResult.of(builder.build(), trace);
    }

    /** Solves one group after another. */
    private final class Solver implements Groups.Task {
        private final float[] weights = new float[groups.size()];
        /** The weights in the unit of errors: W / (2 scale). There the inverse scale s is 2. */
        private final float[] inUnits = new float[weights.length];
        private final float[] zeros = new float[weights.length];
        private final float[] errors = new float[weights.length];
        private final float[] range = new float[2];
        private final float[] fitted = new float[2];

        @Override
        public void run(GroupRows rows, long i, int j, double[] sums) {
            int n = rows.read(j, weights);
            RangeRule.MIN_MAX.range(codec, weights, n, range);
            codec.fit(range[0], range[1], fitted);
            float scale = fitted[0];
            for (int k = 0; k < n; k++) {
                inUnits[k] = weights[k] / scale / STEPS_PER_UNIT;
            }
            float z = bestZero(n, scale, fitted[1], sums);
            builder.component("scale").setFloat(i, j, scale);
            builder.component("zero").setFloat(i, j, z);
            for (int k = 0; k < n; k++) {
                zeros[k] = HalfQuadratic.code(inUnits[k], STEPS_PER_UNIT, z, top);
            }
            rows.writeCodes(j, zeros, builder.component("codes"));
        }

        private float bestZero(int n, float scale, float first, double[] sums) {
            float z = first;
            float best = z;
            double least = loss(n, scale, z);
            sums[0] += least;
            for (int t = 0; t < parameters.iterations(); t++) {
                HalfQuadratic.step(inUnits, n, STEPS_PER_UNIT, z, top, shrinkages[t], zeros, errors);
                z = stored(mean(zeros, n));
                double loss = loss(n, scale, z);
                if (loss < least) {
                    least = loss;
                    best = z;
                }
                sums[t + 1] += least;
            }
            return best;
        }

        /** The sum of |W - W_r|, with W_r as the format decodes it. */
        private double loss(int n, float scale, float z) {
            double sum = 0;
            for (int k = 0; k < n; k++) {
                float wr = (HalfQuadratic.code(inUnits[k], STEPS_PER_UNIT, z, top) - z) * scale;
                sum += Math.abs((double) weights[k] - wr);
            }
            return sum;
        }
    }

    private static float mean(float[] values, int n) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += values[k];
        }
        return (float) (sum / n);
    }

    /** A zero-point as the format will store it. */
    private float stored(float z) {
        return format.parameterType() == ElementType.F16 ? Float.float16ToFloat(Float.floatToFloat16(z)) : z;
    }
}
