package dev.nibble.algorithms.basic;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.Preparation;
import dev.nibble.api.quantizer.Prepared;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Moves magnitude between the input channels and their weights: the weights of channel k are multiplied by
 * <pre>  s_k = max |X_k|^alpha / max |W_k|^(1 - alpha)   (SmoothQuant, equation 4)</pre>
 * and the input is divided by it. A channel whose inputs or weights are all zero keeps s = 1.
 *
 * <p>{@code alpha=auto} tries no scales and alpha = 0, 0.05 .. 1, and takes what loses least under round-to-nearest, by
 * {@code sum_k mean(x_k^2) (w_k - w'_k)^2}: the error of the output if channels are uncorrelated. The loss trace is that sum by
 * candidate. It needs no samples; AWQ judges by real outputs and gets further.
 *
 * @see <a href="https://arxiv.org/abs/2211.10438">Xiao et al., SmoothQuant</a>
 */
public final class ChannelScale implements Preparation {
    private static final int STEPS = 20;
    private static final String AUTO = "auto";

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public String description() {
        return "scales input channels by the ranges of inputs and weights (SmoothQuant, Xiao et al., 2022)";
    }

    @Override
    public List<Option> options() {
        return List.of(Option.text("alpha", AUTO, "from 0, scales by the weights alone, to 1, by the inputs alone;"
                + " auto chooses by the estimated error of the output"));
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.MOMENTS);
    }

    @Override
    public Support supports(Format format) {
        return Support.yes();
    }

    @Override
    public Prepared prepare(QuantizeRequest request) {
        String alpha = request.settings().text("alpha");
        float[] xMax = Activations.absMax(request, name());
        List<String> notes = new ArrayList<>(silence(request, xMax));
        float[] wMax = columnAbsMax(request.weights(), xMax.length);
        Prepared prepared = alpha.equals(AUTO)
                ? auto(request, xMax, wMax)
                : Prepared.scaled(request.weights(), factors(xMax, wMax, number(alpha)));
        notes.addAll(prepared.notes());
        return prepared.withNotes(notes);
    }

    /** What is to be said of channels that were never active; refuses a layer that has no others. */
    private static List<String> silence(QuantizeRequest request, float[] xMax) {
        int silent = 0;
        for (float max : xMax) {
            silent += max == 0 ? 1 : 0;
        }
        if (silent == xMax.length) {
            throw new IllegalArgumentException("scale cannot tell which channels of '" + request.name()
                    + "' matter: all activations were zero; calibrate with texts that reach this layer");
        }
        return silent == 0
                ? List.of()
                : List.of("scale: " + silent + " of " + xMax.length + " channels were never active and keep their weights");
    }

    private static double number(String alpha) {
        try {
            double number = Double.parseDouble(alpha);
            if (number >= 0 && number <= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw illegal(alpha);
        }
        throw illegal(alpha);
    }

    private static IllegalArgumentException illegal(String alpha) {
        return new IllegalArgumentException("option alpha of scale takes auto or a number from 0 to 1, not '" + alpha + "'");
    }

    private static Prepared auto(QuantizeRequest request, float[] xMax, float[] wMax) {
        float[] meanSquare = Activations.meanSquare(request, "scale");
        Tensor weights = request.weights();
        float[] ones = new float[xMax.length];
        Arrays.fill(ones, 1);
        Prepared best = Prepared.unchanged(weights);
        double least = loss(best, ones, request, meanSquare);
        String chosen = "no scales";
        List<Double> losses = new ArrayList<>(List.of(least));
        for (int i = 0; i <= STEPS; i++) {
            float[] factors = factors(xMax, wMax, (double) i / STEPS);
            Prepared prepared = Prepared.scaled(weights, factors);
            double loss = loss(prepared, factors, request, meanSquare);
            losses.add(loss);
            if (loss < least) {
                least = loss;
                best = prepared;
                chosen = String.format(Locale.ROOT, "alpha %.2f", (double) i / STEPS);
            }
        }
        return best.withLossTrace(losses).withNotes(List.of("scale: " + chosen));
    }

    /** 1 / s. */
    private static float[] factors(float[] xMax, float[] wMax, double alpha) {
        float[] factors = new float[xMax.length];
        for (int k = 0; k < factors.length; k++) {
            float factor = (float) (Math.pow(wMax[k], 1 - alpha) / Math.pow(xMax[k], alpha));
            boolean usable = xMax[k] > 0 && wMax[k] > 0 && Float.isFinite(factor) && factor >= Float.MIN_NORMAL;
            factors[k] = usable ? factor : 1;
        }
        return factors;
    }

    private static float[] columnAbsMax(Tensor weights, int cols) {
        float[] max = new float[cols];
        float[] row = new float[cols];
        for (long r = 0; r < weights.shape().rows(); r++) {
            weights.readRow(r, row);
            for (int k = 0; k < cols; k++) {
                max[k] = Math.max(max[k], Math.abs(row[k]));
            }
        }
        return max;
    }

    private static double loss(Prepared prepared, float[] factors, QuantizeRequest request, float[] meanSquare) {
        QuantizedTensor quantized = request.format().encode(prepared.weights());
        float[] row = new float[factors.length];
        float[] decoded = new float[factors.length];
        double sum = 0;
        for (long r = 0; r < request.weights().shape().rows(); r++) {
            request.weights().readRow(r, row);
            quantized.format().decodeRow(quantized, r, decoded);
            for (int k = 0; k < row.length; k++) {
                double error = row[k] - (double) decoded[k] * factors[k];
                sum += meanSquare[k] * error * error;
            }
        }
        return sum;
    }
}
