package dev.nibble.api.quantizer;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Activation;
import java.util.List;
import java.util.Optional;

/**
 * What a quantizer made.
 *
 * @param tensor the quantized weights; the host adds the provenance
 * @param lossTrace the quantizer's own objective after each step, best-so-far or not as the algorithm has it; may be
 *     empty. Of a pipeline, that of the last stage that has one
 * @param transform what the layer's input needs, if anything
 * @param activation how the input is quantized then; {@link Activation#F32} leaves it as it is
 * @param notes what a user should know of this tensor, one line each, such as a channel that was never active
 * @param stages what each stage of a pipeline reported, in order; empty outside of pipelines
 */
public record QuantizeResult(
        QuantizedTensor tensor,
        List<Double> lossTrace,
        Optional<Transform> transform,
        Activation activation,
        List<String> notes,
        List<StageReport> stages) {
    public QuantizeResult {
        lossTrace = List.copyOf(lossTrace);
        notes = List.copyOf(notes);
        stages = List.copyOf(stages);
    }

    /** A result without notes, for inputs in float32. */
    public QuantizeResult(QuantizedTensor tensor, List<Double> lossTrace, Optional<Transform> transform) {
        this(tensor, lossTrace, transform, Activation.F32, List.of(), List.of());
    }

    /** A result without trace or transform. */
    public static QuantizeResult of(QuantizedTensor tensor) {
        return of(tensor, List.of());
    }

    /** A result without transform. */
    public static QuantizeResult of(QuantizedTensor tensor, List<Double> lossTrace) {
        return new QuantizeResult(tensor, lossTrace, Optional.empty());
    }

    /** The same with notes. */
    public QuantizeResult withNotes(List<String> lines) {
        return new QuantizeResult(tensor, lossTrace, transform, activation, lines, stages);
    }

    /** The same for another tensor, such as the same one with its provenance. */
    public QuantizeResult withTensor(QuantizedTensor other) {
        return new QuantizeResult(other, lossTrace, transform, activation, notes, stages);
    }
}
