package dev.nibble.runtime.pipeline;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.op.Activation;
import dev.nibble.api.quantizer.ActivationChoice;
import dev.nibble.api.quantizer.ActivationQuantizer;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Preparation;
import dev.nibble.api.quantizer.Prepared;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.quantizer.Refiner;
import dev.nibble.api.quantizer.StageReport;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One tensor on its way through a pipeline. */
final class PipelineRun {
    private static final String CODES = "codes";

    private final QuantizeRequest request;
    private final List<StageReport> reports = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private Tensor weights;
    private Optional<ActivationStats> activations;
    private Optional<Transform> transform = Optional.empty();
    private Optional<QuantizedTensor> tensor = Optional.empty();
    private Activation activation = Activation.F32;

    PipelineRun(QuantizeRequest request) {
        this.request = request;
        this.weights = request.weights();
        this.activations = request.activations();
    }

    String name() {
        return request.name();
    }

    /** The pipeline's own. */
    Settings settings() {
        return request.settings();
    }

    /** Whether an input that both layers took is still the same for both. */
    boolean sharesInputWith(PipelineRun other) {
        return transform.isPresent() == other.transform.isPresent()
                && (transform.isEmpty() || transform.get().sameAs(other.transform.get()));
    }

    /** What the host has to say of the preparation that comes next. */
    void note(String line) {
        said.add(line);
    }

    /** What the next stage is asked for. */
    QuantizeRequest request(Step step) {
        return new QuantizeRequest(request.name(), weights.asReadOnly(), request.format(), step.settings(request.settings()),
                activations, request.seed());
    }

    /** Takes the tensor through the next stage. */
    void apply(Step step) {
        QuantizeRequest now = request(step);
        switch (step.stage()) {
            case Preparation preparation -> prepare(step, now, preparation.prepare(now));
            case Quantizer quantizer -> quantized(step, quantizer.quantize(now));
            case Refiner refiner -> refine(step, now, refiner);
            case ActivationQuantizer quantizer -> choose(step, now, quantizer.choose(now));
        }
    }

    /** Goes on from what a preparation made, if that keeps what it promises. */
    void prepare(Step step, QuantizeRequest now, Prepared prepared) {
        List<String> notes = new ArrayList<>(prepared.notes());
        notes.addAll(said);
        said.clear();
        if (!prepared.weights().shape().equals(weights.shape())) {
            throw broken(step, "it made weights " + prepared.weights() + " out of " + weights);
        }
        OutputDifference difference = OutputDifference.measure(now, prepared);
        if (prepared.changesFunction()) {
            notes.add("changes the layer: " + difference);
        } else if (!difference.explainedByRounding()) {
            throw new IllegalArgumentException("it says that it keeps the layer's function and does not: " + difference
                    + "; float32 rounding explains at most " + difference.allowedText()
                    + "; a stage that means to change the layer has to declare changesFunction");
        }
        weights = prepared.weights();
        prepared.transform().ifPresent(this::follow);
        reports.add(new StageReport(step.text().toString(), prepared.lossTrace(), notes));
    }

    private void follow(Transform next) {
        transform = Optional.of(transform.map(before -> before.then(next)).orElse(next));
        activations = activations.map(stats -> stats.after(next));
    }

    private void quantized(Step step, QuantizeResult result) {
        requireAsked(step, result);
        tensor = Optional.of(result.tensor());
        result.transform().ifPresent(own -> {
            // What it quantized are the weights divided by its scale; refiners go on from those.
            switch (own) {
                case Transform.InputScale scale -> weights = Prepared.scaled(weights, scale.values()).weights();
            }
            follow(own);
        });
        activation = result.activation();
        reports.add(new StageReport(step.text().toString(), result.lossTrace(), result.notes()));
    }

    private void refine(Step step, QuantizeRequest now, Refiner refiner) {
        QuantizedTensor start = tensor.orElseGet(() -> now.format().encode(now.weights()));
        QuantizeResult result = refiner.refine(now, start);
        requireAsked(step, result);
        if (result.transform().isPresent() || result.activation() != Activation.F32) {
            throw broken(step, "a refiner came with a transform or an activation, which only other stages may");
        }
        if (!refiner.changesParameters(now.settings())) {
            start.components().forEach((name, before) -> {
                if (!name.equals(CODES) && !before.sameBytes(result.tensor().component(name))) {
                    throw broken(step, "it changed component '" + name + "' and does not declare changesParameters");
                }
            });
        }
        tensor = Optional.of(result.tensor());
        reports.add(new StageReport(step.text().toString(), result.lossTrace(), result.notes()));
    }

    private void choose(Step step, QuantizeRequest now, ActivationChoice choice) {
        if (activation != Activation.F32) {
            throw new IllegalArgumentException("an earlier stage has the inputs quantized already, as " + activation
                    + "; leave one of both out");
        }
        if (choice == null) {
            throw broken(step, "it chose nothing");
        }
        activation = choice.activation();
        List<String> notes = new ArrayList<>(choice.notes());
        OutputDifference.of(now, activation).ifPresent(difference -> notes.add("inputs as " + activation + ": " + difference));
        reports.add(new StageReport(step.text().toString(), List.of(), notes));
    }

    private void requireAsked(Step step, QuantizeResult result) {
        QuantizedTensor made = result.tensor();
        if (!made.format().text().equals(request.format().text()) || !made.shape().equals(weights.shape())) {
            throw broken(step, "it made " + made + " and not " + request.format().text() + "[" + weights.shape() + "]");
        }
    }

    private IllegalStateException broken(Step step, String what) {
        return new IllegalStateException("stage '" + step.text() + "' broke its contract on tensor '" + request.name() + "': "
                + what);
    }

    QuantizeResult result() {
        List<Double> trace = List.of();
        List<String> notes = new ArrayList<>();
        for (StageReport report : reports) {
            trace = report.lossTrace().isEmpty() ? trace : report.lossTrace();
            report.notes().forEach(note -> notes.add(report.stage() + ": " + note));
        }
        return new QuantizeResult(tensor.orElseThrow(), trace, transform, activation, notes, reports);
    }
}
