package dev.nibble.runtime.quantize;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.Provenance;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.PluginInfo;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs one quantizer on one tensor, or on those of layers that share an input: everything that a quantizer may rely on is
 * checked before, everything that it promises is checked after, and the result says who made it. Safe for use by many
 * threads.
 */
public final class Quantization {
    private final Registry registry;

    public Quantization(Registry registry) {
        this.registry = registry;
    }

    /**
     * Quantizes a tensor.
     *
     * @return the quantizer's result; the tensor's provenance has all settings, the seed, version and plugin digest
     * @throws QuantizationRefusedException if the weights are not finite floats, the format cannot hold the shape, the
     *     quantizer cannot make the format or refuses the weights, or statistics that it needs are missing
     * @throws IllegalStateException if the quantizer breaks its contract; the message names it
     */
    public QuantizeResult quantize(Quantizer quantizer, QuantizeRequest request) {
        return run(quantizer, List.of(request), checked -> List.of(quantizer.quantize(checked.getFirst()))).getFirst();
    }

    /**
     * Quantizes tensors of layers that share an input, as {@link #quantize} does each.
     *
     * @param requests at least one, with the same settings, statistics and seed
     * @return a result for each, in order
     */
    public List<QuantizeResult> quantizeTogether(JointQuantizer quantizer, List<QuantizeRequest> requests) {
        return run(quantizer, requests, quantizer::quantizeTogether);
    }

    private List<QuantizeResult> run(Quantizer quantizer, List<QuantizeRequest> requests,
            Function<List<QuantizeRequest>, List<QuantizeResult>> work) {
        PluginInfo info = registry.info(quantizer);
        List<QuantizeRequest> checked = requests.stream().map(request -> checked(quantizer, request)).toList();
        List<QuantizeResult> made = made(quantizer, checked, work);
        List<QuantizeResult> results = new ArrayList<>();
        for (int i = 0; i < checked.size(); i++) {
            QuantizeRequest request = checked.get(i);
            check(quantizer, request, made.get(i));
            Map<String, String> used = new TreeMap<>(request.settings().toMap());
            used.put("seed", Long.toString(request.seed()));
            Provenance provenance = new Provenance(info.name(), info.version(), used, info.sha256());
            QuantizeResult noted = quantizer.needs().isEmpty()
                    ? made.get(i)
                    : noted(made.get(i), request.activations().orElseThrow());
            results.add(noted.withTensor(noted.tensor().withProvenance(provenance)));
        }
        return results;
    }

    /** Few rows do not stop a quantizer, and are told with what it made of them. */
    private static QuantizeResult noted(QuantizeResult result, ActivationStats stats) {
        if (stats.rows() >= stats.channels()) {
            return result;
        }
        List<String> notes = new ArrayList<>(result.notes());
        notes.add("thin statistics: its inputs were seen in " + stats.rows() + " rows, for " + stats.channels()
                + " channels; calibrate with more text");
        return result.withNotes(notes);
    }

    /** The request that the quantizer gets: with all of its settings, and weights that cannot be written to. */
    private static QuantizeRequest checked(Quantizer quantizer, QuantizeRequest request) {
        Settings settings = checkedSettings(quantizer, request);
        Support support = support(quantizer, request);
        if (!support.supported()) {
            throw refused(quantizer, request, support.toString(), support);
        }
        requireFinite(quantizer, request);
        if (!quantizer.needs().isEmpty()) {
            requireFinite(quantizer, request, request.activations().orElseThrow());
        }
        return new QuantizeRequest(request.name(), request.weights().asReadOnly(), request.format(), settings,
                request.activations(), request.seed());
    }

    private static Settings checkedSettings(Quantizer quantizer, QuantizeRequest request) {
        try {
            return Settings.of(quantizer.options(), request.settings().toMap());
        } catch (IllegalArgumentException e) {
            throw refused(quantizer, request, e.getMessage(), Support.no("settings", "options of " + quantizer.name(),
                    request.settings().toMap().toString()));
        }
    }

    private static Support support(Quantizer quantizer, QuantizeRequest request) {
        Tensor weights = request.weights();
        Support support = Support.yes()
                .require("weight type", "a float type", weights.type().toString(), weights.type().isFloat())
                .require("weight elements", "at least 1", Long.toString(weights.shape().elements()),
                        weights.shape().elements() > 0)
                .and(request.format().supports(weights.shape()))
                .and(quantizer.supports(request.format()));
        for (Need need : quantizer.needs()) {
            support = support.and(need(need, request.activations(), weights.shape().cols()));
        }
        return support;
    }

    private static Support need(Need need, Optional<ActivationStats> activations, long channels) {
        String required = need + " of the layer's inputs, for " + channels + " channels";
        if (activations.isEmpty()) {
            return Support.no("calibration", required, "no statistics (calibrate the model first)");
        }
        ActivationStats stats = activations.get();
        Optional<Tensor> tensor = switch (need) {
            case MOMENTS -> Optional.of(stats.meanAbs());
            case SAMPLES -> stats.samples();
            case GRAM -> stats.gram();
        };
        String found = tensor.map(t -> t.shape().cols() + " channels").orElse("statistics without " + need);
        return Support.yes().require("calibration", required, found,
                tensor.isPresent() && tensor.get().shape().cols() == channels);
    }

    /** Statistics that are not finite would spoil every weight in silence. */
    private static void requireFinite(Quantizer quantizer, QuantizeRequest request, ActivationStats stats) {
        for (Tensor tensor : List.of(stats.meanAbs(), stats.meanSquare(), stats.min(), stats.max())) {
            requireFiniteChannels(quantizer, request, tensor);
        }
        stats.samples().ifPresent(samples -> requireFiniteChannels(quantizer, request, samples));
        stats.gram().ifPresent(gram -> requireFiniteChannels(quantizer, request, gram));
    }

    private static void requireFiniteChannels(Quantizer quantizer, QuantizeRequest request, Tensor tensor) {
        float[] row = new float[tensor.shape().rowLength()];
        for (long r = 0; r < tensor.shape().rows(); r++) {
            tensor.readRow(r, row);
            for (int k = 0; k < row.length; k++) {
                if (!Float.isFinite(row[k])) {
                    String where = row[k] + " for channel " + k;
                    throw refused(quantizer, request, "the statistics of its inputs must be finite, but there is " + where
                            + "; calibrate again, and look for the text that makes the model overflow",
                            Support.no("calibration", "finite", where));
                }
            }
        }
    }

    private static void requireFinite(Quantizer quantizer, QuantizeRequest request) {
        Tensor weights = request.weights();
        float[] row = new float[weights.shape().rowLength()];
        for (long r = 0; r < weights.shape().rows(); r++) {
            weights.readRow(r, row);
            for (int c = 0; c < row.length; c++) {
                if (!Float.isFinite(row[c])) {
                    String where = row[c] + " at row " + r + ", column " + c;
                    throw refused(quantizer, request, "its weights must be finite, but there is " + where
                            + "; skip this tensor or repair the checkpoint", Support.no("weights", "finite", where));
                }
            }
        }
    }

    private static List<QuantizeResult> made(Quantizer quantizer, List<QuantizeRequest> requests,
            Function<List<QuantizeRequest>, List<QuantizeResult>> work) {
        QuantizeRequest first = requests.getFirst();
        try {
            return work.apply(requests);
        } catch (IllegalArgumentException e) {
            String others = requests.size() == 1 ? "" : "one of "
                    + requests.stream().map(QuantizeRequest::name).collect(Collectors.joining(", ")) + ": ";
            QuantizationRefusedException refused = refused(quantizer, first, others + e.getMessage(),
                    Support.no("weights", "what " + quantizer.name() + " can quantize", String.valueOf(e.getMessage())));
            refused.initCause(e);
            throw refused;
        } catch (RuntimeException e) {
            String which = requests.size() == 1 ? "tensor" : "one of " + requests.size() + " tensors with one input, the first";
            throw new IllegalStateException("quantizer '" + quantizer.name() + "' failed on " + which + " '" + first.name()
                    + "' (" + first.weights() + ", " + first.format().text() + "): " + e, e);
        }
    }

    /** What every quantizer promises: the format and shape asked for, finite weights, a usable transform. */
    private static void check(Quantizer quantizer, QuantizeRequest request, QuantizeResult result) {
        QuantizedTensor tensor = result.tensor();
        Format format = request.format();
        if (!tensor.format().text().equals(format.text()) || !tensor.shape().equals(request.weights().shape())) {
            throw broken(quantizer, request, "it made " + tensor + " and not " + format.text() + "["
                    + request.weights().shape() + "]");
        }
        float[] row = new float[tensor.shape().rowLength()];
        for (long r = 0; r < tensor.shape().rows(); r++) {
            tensor.format().decodeRow(tensor, r, row);
            for (int c = 0; c < row.length; c++) {
                if (!Float.isFinite(row[c])) {
                    throw broken(quantizer, request, "finite weights decode to " + row[c] + " at row " + r + ", column " + c);
                }
            }
        }
        if (result.transform().orElse(null) instanceof Transform.InputScale(Tensor factors)) {
            checkFactors(quantizer, request, factors);
        }
    }

    private static void checkFactors(Quantizer quantizer, QuantizeRequest request, Tensor factors) {
        long channels = request.weights().shape().cols();
        if (factors.shape().elements() != channels) {
            throw broken(quantizer, request, "its input scale has " + factors.shape().elements() + " factors for "
                    + channels + " channels");
        }
        float[] values = new float[factors.shape().rowLength()];
        factors.readRow(0, values);
        for (int k = 0; k < values.length; k++) {
            if (!Float.isFinite(values[k]) || values[k] == 0) {
                throw broken(quantizer, request, "its input scale for channel " + k + " is " + values[k]);
            }
        }
    }

    private static QuantizationRefusedException refused(
            Quantizer quantizer, QuantizeRequest request, String reason, Support support) {
        return new QuantizationRefusedException(request.name(), "tensor '" + request.name() + "' (" + request.weights()
                + ") cannot be quantized to " + request.format().text() + " by '" + quantizer.name() + "': " + reason, support);
    }

    private static IllegalStateException broken(Quantizer quantizer, QuantizeRequest request, String what) {
        return new IllegalStateException("quantizer '" + quantizer.name() + "' broke its contract on tensor '"
                + request.name() + "': " + what);
    }
}
