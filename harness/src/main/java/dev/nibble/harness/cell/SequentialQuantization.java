package dev.nibble.harness.cell;

import dev.nibble.api.quantizer.Need;
import dev.nibble.models.calibrate.CaptureOptions;
import dev.nibble.models.calibrate.SequentialCapture;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.plan.TensorPlan;
import dev.nibble.models.quantized.QuantizedWeight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Quantizes layers one after the other in the order in which the model runs them, each on the inputs that it gets from the
 * quantized layers before it. Errors that are told are against the model's own weights. Layers that take the same input are quantized at the same time.
 */
public final class SequentialQuantization implements PlanQuantization {
    private final ModelQuantization quantization;
    private final SequentialCalibration calibration;
    private final Tokenizer tokenizer;
    private final Consumer<ModelQuantization.Done> progress;
    private SequentialCapture.Summary captured;

    /**
     * @param quantization the quantizer with its format and settings; a calibration that it has is not used
     * @param calibration what the model runs on, and whether weights are corrected
     * @param tokenizer not closed by this
     * @param progress is told of each tensor when it is quantized
     */
    public SequentialQuantization(ModelQuantization quantization, SequentialCalibration calibration, Tokenizer tokenizer,
            Consumer<ModelQuantization.Done> progress) {
        this.quantization = quantization;
        this.calibration = calibration;
        this.tokenizer = tokenizer;
        this.progress = progress;
    }

    /**
     * Runs the plan. Tensors are handed over in its order, so that some wait in their quantized form for layers that the model runs later.
     *
     * @throws dev.nibble.models.file.TensorFileException if the file is a model that cannot be run
     * @throws IllegalArgumentException if a tensor is not that of a layer that the model runs, an input is not finite, or the
     *     memory does not suffice
     */
    @Override
    public void run(TensorFile file, List<TensorPlan.Line> plan, int threads, long memory, Sink sink) {
        Map<String, TensorPlan.Line> lines = new LinkedHashMap<>();
        plan.forEach(line -> lines.put(line.name(), line));
        PlanOrder inOrder = new PlanOrder(List.copyOf(lines.keySet()), sink);
        CaptureOptions options = CaptureOptions.standard();
        Map<String, String> noted = Map.of("calibration.kind", "sequential, " + calibration.mode().text(), "calibration.texts",
                calibration.texts().hash());
        captured = new SequentialCapture(quantization.needs().contains(Need.GRAM) ? options.withGram() : options,
                calibration.corrected()).run(file, tokenizer, calibration.texts().texts(), lines.keySet(), work -> {
                    List<ModelQuantization.Done> step = new ArrayList<>();
                    quantization.step(work, noted).run(file, work.weights().stream().map(lines::get).toList(), threads, memory, done -> {
                        step.add(done);
                        progress.accept(done);
                    });
                    inOrder.take(step);
                    Map<String, QuantizedWeight> made = new LinkedHashMap<>();
                    step.forEach(done -> made.put(done.info().name(), done.weight()));
                    return made;
                });
    }

    /** What was captured, after {@link #run}. */
    public SequentialCapture.Summary captured() {
        return captured;
    }
}
