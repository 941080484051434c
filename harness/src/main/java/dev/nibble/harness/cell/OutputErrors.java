package dev.nibble.harness.cell;

import dev.nibble.api.op.Activation;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Calibration;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.harness.trace.Metric;
import dev.nibble.harness.trace.Metric.Better;
import dev.nibble.harness.trace.Metric.Role;
import dev.nibble.models.calibrate.Capture;
import dev.nibble.models.calibrate.CaptureOptions;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.quantized.QuantizedWeight;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far the outputs of quantized layers are from those of the float layers: {@code ||X W^T - X D^T|| / ||X W^T||} (Frobenius)
 * by layer, where D is the decoded weight after the transform of its input, and then the mean over the layers. Where a layer
 * quantizes its inputs, the second X is what their codes stand for. Once for the rows X that the quantizers were calibrated on,
 * and once for rows that they have not seen: the model's own on the sentences that it is judged by. Both are taken in the same
 * way, over all rows where the calibration has Gram matrices, and over its sample of rows where it has none or a layer quantizes
 * its inputs, of which a Gram matrix tells nothing.
 */
final class OutputErrors {
    static final String CALIBRATION = "output.error.calibration";
    static final String HELD_OUT = "output.error.heldout";

    private final OpenModel model;
    private final Calibration calibration;
    private final Map<Rows, Double> calibrationNorms = new HashMap<>();
    private final Map<Rows, Double> heldOutNorms = new HashMap<>();
    private List<String> heldOutTexts = List.of();
    private Calibration heldOut;

    /** Which rows of a layer: those of its sample, or all if they are known. */
    private record Rows(String layer, boolean sampled) {}

    OutputErrors(OpenModel model, Calibration calibration) {
        this.model = model;
        this.calibration = calibration;
    }

    /**
     * Measures both means. One that cannot be had is left out, and a note says why.
     *
     * @param texts sentences that the model is judged by
     */
    void measure(Map<String, QuantizedWeight> weights, List<String> texts, List<Metric> metrics, List<String> notes) {
        Optional<String> obstacle = obstacle(weights);
        if (obstacle.isPresent()) {
            notes.add("no output errors: " + obstacle.get());
            return;
        }
        metrics.add(metric(CALIBRATION, mean(weights, calibration, calibrationNorms)));
        String rows = "output error: mean over " + weights.size() + " layers, on " + rows(weights, calibration)
                + " rows of the calibration" + (sampled(weights) ? ", inputs quantized as each layer has it" : "");
        if (model.isEncoder() && Set.copyOf(MiniLmEncoder.linearWeights()).containsAll(weights.keySet())) {
            Calibration others = heldOut(texts);
            if (sameTexts(weights, others)) {
                notes.add(rows + "; on none held out: it was calibrated on the sentences that the model is judged by");
                return;
            }
            metrics.add(metric(HELD_OUT, mean(weights, others, heldOutNorms)));
            notes.add(rows + " and on " + rows(weights, others) + " rows of the " + texts.size()
                    + " sentences that the model is judged by");
        } else {
            notes.add(rows + "; on none held out, since Nibble does not run all of these layers");
        }
    }

    /** Whether a calibration has the same rows; one that shares only some of the sentences is not found out. */
    private boolean sameTexts(Map<String, QuantizedWeight> weights, Calibration others) {
        return weights.keySet().stream().anyMatch(name ->
                calibration.layer(name).orElseThrow().sameInput(others.layer(name).orElseThrow()));
    }

    private Optional<String> obstacle(Map<String, QuantizedWeight> weights) {
        boolean sampled = sampled(weights);
        List<String> without = weights.keySet().stream()
                .filter(name -> calibration.layer(name).filter(stats -> hasRows(stats, sampled)).isEmpty())
                .toList();
        return weights.isEmpty() ? Optional.of("no tensor was quantized")
                : without.isEmpty() ? Optional.empty()
                : Optional.of("the calibration has no " + (sampled ? "sampled " : "") + "rows of " + without.size() + " of " + weights.size()
                        + " quantized tensors, such as " + without.getFirst());
    }

    /** Whether samples have to serve for all rows. */
    private static boolean sampled(Map<String, QuantizedWeight> weights) {
        return weights.values().stream().anyMatch(weight -> weight.activation() != Activation.F32);
    }

    private static boolean hasRows(ActivationStats stats, boolean sampled) {
        return stats.samples().isPresent() || !sampled && stats.gram().isPresent();
    }

    private double mean(Map<String, QuantizedWeight> weights, Calibration on, Map<Rows, Double> norms) {
        double sum = 0;
        boolean sampled = sampled(weights);
        for (Map.Entry<String, QuantizedWeight> entry : weights.entrySet()) {
            ActivationStats stats = on.layer(entry.getKey()).orElseThrow();
            QuantizedWeight quantized = entry.getValue();
            InputRows inputs = sampled ? InputRows.ofSample(stats) : InputRows.of(stats);
            Tensor weight = model.file().tensor(entry.getKey());
            long rows = weight.shape().rows();
            double error = quantized.activation() == Activation.F32
                    ? inputs.squares(rows, difference(weight, quantized))
                    : InputRows.ofSample(stats, quantized.transform(), quantized.activation())
                            .squares(rows, both(weight, quantized));
            double norm = norms.computeIfAbsent(new Rows(entry.getKey(), sampled),
                    _ -> inputs.squares(rows, (r, into) -> read(weight, r, into)));
            sum += error == 0 ? 0 : Math.sqrt(error / norm);
        }
        return sum / weights.size();
    }

    private static void read(Tensor weight, long row, double[] into) {
        float[] values = new float[weight.shape().rowLength()];
        weight.readRow(row, values);
        for (int k = 0; k < values.length; k++) {
            into[k] = values[k];
        }
    }

    /** W - D. */
    private static InputRows.Rows difference(Tensor weight, QuantizedWeight quantized) {
        int columns = weight.shape().rowLength();
        double[] factors = new double[columns];
        Arrays.fill(factors, 1);
        quantized.transform().ifPresent(it -> it.apply(factors));
        return (row, into) -> {
            read(weight, row, into);
            float[] decoded = new float[columns];
            quantized.tensor().format().decodeRow(quantized.tensor(), row, decoded);
            for (int k = 0; k < columns; k++) {
                into[k] -= factors[k] * decoded[k];
            }
        };
    }

    /** W, and -D behind it. */
    private static InputRows.Rows both(Tensor weight, QuantizedWeight quantized) {
        int columns = weight.shape().rowLength();
        return (row, into) -> {
            read(weight, row, into);
            float[] decoded = new float[columns];
            quantized.tensor().format().decodeRow(quantized.tensor(), row, decoded);
            for (int k = 0; k < columns; k++) {
                into[columns + k] = -decoded[k];
            }
        };
    }

    /** What the float model's layers see of those texts; captured once for the same texts. */
    private Calibration heldOut(List<String> texts) {
        if (!heldOutTexts.equals(texts)) {
            boolean gram = calibration.layers().values().stream().allMatch(stats -> stats.gram().isPresent());
            CaptureOptions options = gram ? CaptureOptions.standard().withGram() : CaptureOptions.standard();
            heldOut = new Capture(options, (_, _) -> { }).ofTexts(model.file(), model.tokenizer(), texts);
            heldOutTexts = texts;
            heldOutNorms.clear();
        }
        return heldOut;
    }

    /** As many as each layer has, or a range. */
    private static String rows(Map<String, QuantizedWeight> weights, Calibration on) {
        boolean sampled = sampled(weights);
        long[] counts = weights.keySet().stream().map(name -> on.layer(name).orElseThrow())
                .mapToLong(stats -> !sampled && stats.gram().isPresent() ? stats.rows() : stats.samples().orElseThrow().shape().rows())
                .sorted().toArray();
        long least = counts[0];
        long most = counts[counts.length - 1];
        return least == most ? Long.toString(least) : least + " to " + most;
    }

    private static Metric metric(String name, double value) {
        return Metric.of(name, "", Role.SECONDARY, Better.LOWER, value);
    }
}
