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
 * <p>Groups do not know of each other but for the stop. So some steps are taken for one tile of groups after another, and
 * the stop is looked for afterwards.
 *
 * <p>The loss trace is that mean |W - W_r| before each update of the zeros.
 */
final class ReferenceSolver {
    /** Steps between two looks at the errors. */
    private static final int STEPS = 10;
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
        MeanErrors errors = new MeanErrors(groups, s, top);
        List<Double> trace = new ArrayList<>();
        float best = Float.POSITIVE_INFINITY;
        List<Tensor> zeros = List.of();
        while (trace.size() < parameters.iterations()) {
            zeros = steps(zeros.isEmpty() ? null : zeros.getLast(), Math.min(STEPS, parameters.iterations() - trace.size()), s);
            float[] means = errors.under(zeros.subList(0, zeros.size() - 1));
            for (int t = 0; t < means.length; t++) {
                trace.add((double) means[t]);
                if (!(means[t] < best)) {
                    return QuantizeResult.of(quantized(s, zeros.get(t + 1)), trace);
                }
                best = means[t];
            }
        }
        return QuantizeResult.of(quantized(s, zeros.getLast()), trace);
    }

    private Tensor parameter() {
        return Tensor.allocate(ElementType.F32, groups.parameters());
    }

    private ReferenceLanes lanes(Tile tile) {
        return new ReferenceLanes(tile, top, shrinkage, roundZero, groups.acrossRows());
    }

    /**
     * Takes some steps with every group.
     *
     * @param from the zeros to start from; null to find where hqq starts
     * @param s receives the inverse scales
     * @return the zeros before the first step and after each
     */
    private List<Tensor> steps(Tensor from, int count, Tensor s) {
        List<Tensor> zeros = new ArrayList<>();
        for (int t = 0; t <= count; t++) {
            zeros.add(parameter());
        }
        groups.forEach(block -> {
            for (Tile tile : block.tiles()) {
                ReferenceLanes lanes = lanes(tile);
                tile.set(s, lanes.s());
                if (from != null) {
                    tile.get(from, lanes.z());
                }
                tile.set(zeros.getFirst(), lanes.z());
                boolean changes = true;
                for (int t = 1; t <= count; t++) {
                    changes = changes && lanes.step();
                    tile.set(zeros.get(t), lanes.z());
                }
            }
        });
        return zeros;
    }

    private QuantizedTensor quantized(Tensor s, Tensor z) {
        QuantizedTensor.Builder builder = QuantizedTensor.builder(format, groups.weights().shape());
        groups.forEach(block -> {
            List<Tile> tiles = block.tiles();
            for (Tile tile : tiles) {
                ReferenceLanes lanes = lanes(tile);
                tile.get(z, lanes.z());
                tile.encode(lanes.z(), top);
                tile.set(builder.component("scale"), storedScales(lanes.s(), format));
                tile.set(builder.component("zero"), stored(lanes.z(), format));
            }
            block.store(tiles, builder.component("codes"));
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
