package dev.nibble.algorithms.hqq;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.format.ZeroKind;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * HQQ, half-quadratic quantization: finds the zero-point of every group that makes an outlier-forgiving norm of the
 * weight error small, without any data. See {@link HalfQuadratic} for the mathematics.
 *
 * <p>The objective is the mean of |W - W_r|, the error that hqq's own early stop watches. By it no group ends worse than
 * under round-to-nearest, and no tensor worse than under {@code compat=reference}, which reproduces hqq bit for bit. Each
 * published variant is a solver of its own: {@link ReferenceSolver}, {@link QuantoSolver}.
 *
 * @see <a href="https://mobiusml.github.io/hqq_blog/">Badri and Shaji, Half-Quadratic Quantization, 2023</a>
 */
public final class Hqq implements Quantizer {
    private static final List<Option> OPTIONS = options(
            Option.choice("compat", "none for Nibble's own solver, reference for hqq's with all its oddities, quanto for that of"
                    + " optimum-quanto", "none", "reference", "quanto"),
            Option.flag("round-zero", false, "compat=reference starts from a rounded zero, as hqq's layer settings do at 4"
                    + " bits; compat=quanto ends with one, as quanto with a whole zero-point does"));

    @Override
    public String name() {
        return "hqq";
    }

    @Override
    public String description() {
        return "half-quadratic quantization (Badri and Shaji, 2023): the zero of each group by an outlier-forgiving norm";
    }

    @Override
    public List<Option> options() {
        return OPTIONS;
    }

    private static List<Option> options(Option... own) {
        List<Option> all = new ArrayList<>(List.of(own));
        all.addAll(HqqParameters.OPTIONS);
        return List.copyOf(all);
    }

    @Override
    public Support supports(Format format) {
        if (!(format instanceof AffineFormat affine)) {
            return Support.no("format", "affine with zero=float", format.text());
        }
        return Support.yes().require("zero", "float, the parameter that HQQ optimises",
                affine.zero().name().toLowerCase(Locale.ROOT), affine.zero() == ZeroKind.FLOAT);
    }

    @Override
    public QuantizeResult quantize(QuantizeRequest request) {
        AffineFormat format = (AffineFormat) request.format();
        HqqParameters parameters = HqqParameters.of(request.settings());
        Tensor weights = request.weights();
        boolean roundZero = request.settings().flag("round-zero");
        return switch (request.settings().text("compat")) {
            case "reference" -> new ReferenceSolver(weights, format, parameters, roundZero).solve();
            case "quanto" -> new QuantoSolver(weights, format, parameters, roundZero).solve();
            default -> best(weights, format, parameters, roundZero);
        };
    }

    private static QuantizeResult best(Tensor weights, AffineFormat format, HqqParameters parameters, boolean roundZero) {
        BestZero.Solution own = new BestZero(weights, format, parameters).solve();
        // What is known of the reference is the way that starts from the zero as it is.
        return own.passesReference() && !roundZero
                ? own.result()
                : better(weights, own.result(), new ReferenceSolver(weights, format, parameters, roundZero).solve());
    }

    /** The first result, unless the other has the smaller mean |W - W_r|; then that, and its loss ends the trace. */
    private static QuantizeResult better(Tensor weights, QuantizeResult own, QuantizeResult other) {
        double loss = meanAbs(weights, other.tensor());
        if (!(loss < meanAbs(weights, own.tensor()))) {
            return own;
        }
        List<Double> trace = new ArrayList<>(own.lossTrace());
        trace.add(loss);
        return QuantizeResult.of(other.tensor(), trace);
    }

    private static double meanAbs(Tensor weights, QuantizedTensor quantized) {
        float[] row = new float[weights.shape().rowLength()];
        float[] decoded = new float[row.length];
        double sum = 0;
        for (long r = 0; r < weights.shape().rows(); r++) {
            weights.readRow(r, row);
            quantized.format().decodeRow(quantized, r, decoded);
            for (int c = 0; c < row.length; c++) {
                sum += Math.abs((double) row[c] - decoded[c]);
            }
        }
        return sum / weights.shape().elements();
    }
}
