package dev.nibble.algorithms.hqq;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * HQQ as optimum-quanto has it (HqqOptimizer), in float32 in its order. A scale S and a shift t = z S in the unit of the
 * weights take the places of hqq's inverse scale and zero, W_r = W_q S - t:
 *
 * <pre>
 *   S = (max - min) / (2^b - 1),   t = -min                    where it starts
 *   W_q = clamp(round((W + t) / S), 0, 2^b - 1)
 *   W_e = shrink(W - W_r)
 *   t'  = mean(W_q S - (W - W_e))
 *   mean|W - W_r| over the whole tensor smaller with t' than with t:   t = t', beta = kappa beta;   else stop
 * </pre>
 *
 * So it never returns a shift that made the tensor worse. Rounded zeros, if asked for, are clamp(round(t / S), 0, 2^b - 1) of
 * the last shift, with W_q = clamp(round(W / S) + zero, 0, 2^b - 1). Groups of one value have S = 0: they decode to -t here as
 * they do there, which takes a stored scale of 1, and to zero if zeros are rounded. 0 / 0 counts as 0.
 *
 * <p>The loss trace is mean|W - W_r| at the start and with each shift that was kept.
 */
final class QuantoSolver {
    private final AffineFormat format;
    private final HqqParameters parameters;
    private final boolean roundZero;
    private final Groups groups;
    private final int top;

    QuantoSolver(Tensor weights, AffineFormat format, HqqParameters parameters, boolean roundZero) {
        this.format = format;
        this.parameters = parameters;
        this.roundZero = roundZero;
        this.groups = Groups.of(weights, format.grouping());
        this.top = (1 << format.bits()) - 1;
    }

    QuantizeResult solve() {
        Tensor scale = Tensor.allocate(ElementType.F32, groups.parameters());
        Tensor shift = Tensor.allocate(ElementType.F32, groups.parameters());
        start(scale, shift);
        MeanErrors errors = new MeanErrors(groups, scale, this::errors);
        float least = errors.under(List.of(shift))[0];
        List<Double> trace = new ArrayList<>(List.of((double) least));
        double beta = parameters.beta();
        for (int i = 0; i < parameters.iterations(); i++) {
            Tensor next = step(scale, shift, new Shrinkage(parameters.p(), beta));
            float error = errors.under(List.of(next))[0];
            if (!(error < least)) {
                break;
            }
            least = error;
            shift = next;
            beta *= parameters.kappa();
            trace.add((double) error);
        }
        return QuantizeResult.of(quantized(scale, shift), trace);
    }

    /** Runs over the tiles of all blocks, in parallel. */
    private void forEachTile(Consumer<Tile> work) {
        groups.map(() -> {
            Tiles tiles = new Tiles(groups);
            return block -> {
                tiles.load(block).forEach(work);
                return block;
            };
        });
    }

    private void start(Tensor scale, Tensor shift) {
        forEachTile(tile -> {
            float[] low = new float[tile.lanes()];
            float[] high = new float[tile.lanes()];
            tile.range(low, high);
            for (int l = 0; l < low.length; l++) {
                high[l] = Math.min(high[l] - low[l], Float.MAX_VALUE) / top;
                low[l] = -low[l];
            }
            tile.set(scale, high);
            tile.set(shift, low);
        });
    }

    private Tensor step(Tensor scale, Tensor shift, Shrinkage shrink) {
        Tensor next = Tensor.allocate(ElementType.F32, groups.parameters());
        forEachTile(tile -> {
            float[] s = new float[tile.lanes()];
            float[] t = new float[s.length];
            float[] means = new float[s.length];
            tile.get(scale, s);
            tile.get(shift, t);
            new TorchMean(tile.size(), s.length, groups.acrossRows())
                    .of((k, sums) -> addShifts(tile.weights().get(k), s, t, shrink, sums), s.length, means);
            tile.set(next, means);
        });
        return next;
    }

    /** Adds the shift that would suit one weight of each group best: W_q S - (W - W_e). */
    private void addShifts(float[] weights, float[] s, float[] t, Shrinkage shrink, float[] sums) {
        for (int l = 0; l < s.length; l++) {
            float w = weights[l];
            float wqs = HalfQuadratic.code((w + t[l]) / s[l], top) * s[l];
            sums[l] += wqs - (w - shrink.apply(w - (wqs - t[l])));
        }
    }

    private void errors(float[] weights, float[] s, float[] t, float[] into) {
        for (int i = 0; i < into.length; i++) {
            float wq = HalfQuadratic.code((weights[i] + t[i]) / s[i], top);
            into[i] = Math.abs(weights[i] - (wq * s[i] - t[i]));
        }
    }

    private QuantizedTensor quantized(Tensor scale, Tensor shift) {
        QuantizedTensor.Builder builder = QuantizedTensor.builder(format, groups.weights().shape());
        groups.map(() -> {
            Tiles tiles = new Tiles(groups);
            return block -> {
                for (long row = block.first(); row < block.first() + block.count(); row++) {
                    quantizeRow(row, scale, shift, tiles, builder);
                }
                return block;
            };
        });
        return builder.build();
    }

    /** The codes and parameters that one row of the parameter components serves. */
    private void quantizeRow(long row, Tensor scale, Tensor shift, Tiles tiles, QuantizedTensor.Builder builder) {
        float[] s = new float[groups.parameters().rowLength()];
        float[] t = new float[s.length];
        scale.readRow(row, s);
        shift.readRow(row, t);
        float[] zeros = new float[s.length];
        for (int g = 0; g < s.length; g++) {
            zeros[g] = roundZero ? HalfQuadratic.code(t[g] / s[g], top) : s[g] == 0 ? t[g] : t[g] / s[g];
        }
        tiles.encode(row, (weights, codes) -> codes(weights, s, roundZero ? zeros : t, codes), builder.component("codes"));
        for (int g = 0; g < s.length; g++) {
            s[g] = ReferenceSolver.stored(s[g] == 0 && !roundZero ? 1 : s[g], format);
            zeros[g] = ReferenceSolver.stored(zeros[g], format);
        }
        builder.component("scale").writeRow(row, s);
        builder.component("zero").writeRow(row, zeros);
    }

    /** @param offsets shifts, or zeros that are codes */
    private void codes(float[] weights, float[] s, float[] offsets, int[] codes) {
        int run = groups.run();
        for (int i = 0; i < codes.length; i++) {
            int g = i / run;
            codes[i] = roundZero
                    ? (int) Math.clamp(Math.rint(weights[i] / s[g]) + offsets[g], 0.0, top)
                    : s[g] == 0 ? 0 : HalfQuadratic.code((weights[i] + offsets[g]) / s[g], top);
        }
    }
}
