package dev.nibble.algorithms.hqq;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * hqq's {@code optimize_weights_proximal_legacy} (hqq/core/optimize.py, its default solver) on the CPU, bit for bit in
 * float32, with what is odd about it: beta never grows and kappa is not used; a range up to 1e-4 counts as 1 per step
 * and the inverse scale ends at 2e4, which flattens small weights; the mean error over the whole tensor decides when all
 * groups stop, and the zeros of the step that made it worse are kept.
 *
 * <p>Groups do not know of each other but for the stop. So some steps are taken for one tile of groups after another, and
 * the stop is looked for afterwards: by errors that are added up as is quickest while rounding cannot matter, and as PyTorch
 * adds from the first step on where it can.
 *
 * <p>The loss trace is that mean |W - W_r| before each update of the zeros.
 */
final class ReferenceSolver {
    /** Steps between two looks at the errors. */
    private static final int STEPS = 20;
    private static final float LARGEST_HALF = 65504;

    private final AffineFormat format;
    private final HqqParameters parameters;
    private final boolean roundZero;
    private final Groups groups;
    private final int top;
    private final Shrinkage shrinkage;

    ReferenceSolver(Tensor weights, AffineFormat format, HqqParameters parameters, boolean roundZero) {
        this.format = format;
        this.parameters = parameters;
        this.roundZero = roundZero;
        this.groups = Groups.of(weights, format.grouping());
        this.top = (1 << format.bits()) - 1;
        this.shrinkage = new Shrinkage(parameters.p(), parameters.beta());
    }

    QuantizeResult solve() {
        Tensor s = parameter();
        MeanErrors errors = new MeanErrors(groups, s, this::errors);
        List<Double> trace = new ArrayList<>();
        Steps steps = new Steps(List.of(), new double[0], 0);
        while (trace.size() < parameters.iterations()) {
            Steps before = steps;
            steps = steps(before.last(), Math.min(STEPS, parameters.iterations() - trace.size()), s);
            int stop = stop(before, steps, errors, trace);
            if (stop >= 0) {
                return QuantizeResult.of(quantized(s, steps.zeros().get(stop)), trace);
            }
        }
        return QuantizeResult.of(quantized(s, steps.last()), trace);
    }

    /**
     * Some steps with every group.
     *
     * @param zeros before the first step and after each
     * @param errors the sum of |W - W_r| before each step, but for rounding
     * @param uncertainty by how much hqq's errors of single weights can differ from these in sum
     */
    private record Steps(List<Tensor> zeros, double[] errors, double uncertainty) {
        Tensor last() {
            return zeros.isEmpty() ? null : zeros.getLast();
        }
    }

    /**
     * Looks for the step before which the mean error was not smaller than before the last.
     *
     * @param before the steps before; errors of the last of these must be in the trace
     * @param trace receives the mean errors
     * @return the zeros that hqq keeps, among those of the steps; -1 if it goes on
     */
    private int stop(Steps before, Steps steps, MeanErrors errors, List<Double> trace) {
        long count = groups.weights().shape().elements();
        float[] exact = null;
        for (int t = 0; t < steps.errors().length; t++) {
            boolean first = trace.isEmpty();
            double last = first ? Double.POSITIVE_INFINITY : trace.getLast();
            double mean = steps.errors()[t] / count;
            if (exact == null && !first && !(mean + 2 * doubt(steps, mean, count) < last - 2 * doubt(steps, last, count))) {
                List<Tensor> zeros = new ArrayList<>(steps.zeros().subList(t, steps.errors().length));
                zeros.addFirst(t == 0 ? before.zeros().get(before.errors().length - 1) : steps.zeros().get(t - 1));
                float[] means = errors.under(zeros);
                exact = new float[steps.errors().length];
                System.arraycopy(means, 1, exact, t, means.length - 1);
                trace.set(trace.size() - 1, (double) means[0]);
                last = means[0];
            }
            trace.add(exact == null ? mean : exact[t]);
            if (exact != null && !(exact[t] < last)) {
                return t + 1;
            }
        }
        return -1;
    }

    /** By how much the mean that hqq computes can differ from one that is known but for rounding. */
    private static double doubt(Steps steps, double mean, long count) {
        return steps.uncertainty() / count + mean * 0x1p-24 * (TorchSum.additions(count) + ReferenceLanes.FEW + 4);
    }

    private void errors(float[] weights, float[] s, float[] z, float[] into) {
        for (int i = 0; i < into.length; i++) {
            float wq = HalfQuadratic.code(weights[i] * s[i] + z[i], top);
            into[i] = Math.abs(weights[i] - (wq - z[i]) / s[i]);
        }
    }

    private Tensor parameter() {
        return Tensor.allocate(ElementType.F32, groups.parameters());
    }

    /**
     * Takes some steps with every group.
     *
     * @param from the zeros to start from; null to find where hqq starts
     * @param s receives the inverse scales
     */
    private Steps steps(Tensor from, int count, Tensor s) {
        List<Tensor> zeros = new ArrayList<>();
        for (int t = 0; t <= count; t++) {
            zeros.add(parameter());
        }
        double[] sums = new double[count + 1];
        for (double[] part : groups.map(() -> worker(from, s, zeros))) {
            for (int t = 0; t <= count; t++) {
                sums[t] += part[t];
            }
        }
        return new Steps(zeros, Arrays.copyOf(sums, count), sums[count]);
    }

    /** What takes the steps for one block after another, and gives the errors before each and then the uncertainty. */
    private Function<Block, double[]> worker(Tensor from, Tensor s, List<Tensor> zeros) {
        Tiles tiles = new Tiles(groups);
        return block -> {
            double[] sums = new double[zeros.size()];
            for (Tile tile : tiles.load(block)) {
                ReferenceLanes lanes = new ReferenceLanes(tile, top, shrinkage, roundZero, groups.acrossRows());
                tile.set(s, lanes.s());
                if (from != null) {
                    tile.get(from, lanes.z());
                }
                lanes.start();
                tile.set(zeros.getFirst(), lanes.z());
                for (int t = 1; t < zeros.size(); t++) {
                    sums[t - 1] += lanes.step();
                    tile.set(zeros.get(t), lanes.z());
                }
                sums[zeros.size() - 1] += lanes.uncertainty();
            }
            return sums;
        };
    }

    private QuantizedTensor quantized(Tensor s, Tensor z) {
        QuantizedTensor.Builder builder = QuantizedTensor.builder(format, groups.weights().shape());
        groups.map(() -> {
            Tiles tiles = new Tiles(groups);
            float[] inverse = new float[groups.parameters().rowLength()];
            float[] zero = new float[inverse.length];
            return block -> {
                for (long row = block.first(); row < block.first() + block.count(); row++) {
                    s.readRow(row, inverse);
                    z.readRow(row, zero);
                    tiles.encode(row, (weights, codes) -> HalfQuadratic.codes(weights, groups.run(), inverse, zero, top, codes),
                            builder.component("codes"));
                    builder.component("scale").writeRow(row, storedScales(inverse, format));
                    builder.component("zero").writeRow(row, stored(zero, format));
                }
                return block;
            };
        });
        return builder.build();
    }

    /** The scales that are stored for inverse scales. */
    private static float[] storedScales(float[] s, AffineFormat format) {
        float[] scales = new float[s.length];
        for (int l = 0; l < s.length; l++) {
            scales[l] = stored(1 / s[l], format);
        }
        return scales;
    }

    /** Parameters as they are stored. */
    private static float[] stored(float[] values, AffineFormat format) {
        float[] stored = new float[values.length];
        for (int l = 0; l < values.length; l++) {
            stored[l] = stored(values[l], format);
        }
        return stored;
    }

    /** What the parameter type can hold: half precision ends at 65504, and a parameter beyond that must not be infinite. */
    static float stored(float value, AffineFormat format) {
        return format.parameterType() == ElementType.F16
                ? Float.float16ToFloat(Float.floatToFloat16(Math.clamp(value, -LARGEST_HALF, LARGEST_HALF)))
                : value;
    }
}
