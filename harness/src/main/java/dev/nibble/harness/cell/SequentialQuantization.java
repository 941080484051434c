package dev.nibble.harness.cell;

import dev.nibble.api.quantizer.Calibration;
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
 * quantized layers before it. Layers that take the same input are quantized at the same time.
 */
public final class SequentialQuantization implements PlanQuantization {
    private final ModelQuantization quantization;
    private final CalibrationTexts texts;
    private final Tokenizer tokenizer;
    private final Consumer<ModelQuantization.Done> progress;
    private SequentialCapture.Summary captured;

    /**
     * @param quantization the quantizer with its format and settings; a calibration that it has is not used
     * @param texts that the model runs on
     * @param tokenizer not closed by this
     * @param progress is told of each tensor when it is quantized
     */
    public SequentialQuantization(ModelQuantization quantization, CalibrationTexts texts, Tokenizer tokenizer,
            Consumer<ModelQuantization.Done> progress) {
        this.quantization = quantization;
        this.texts = texts;
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
        captured = new SequentialCapture(quantization.needs().contains(Need.GRAM) ? options.withGram() : options)
                .run(file, tokenizer, texts.texts(), lines.keySet(), (names, statistics) -> {
                    List<ModelQuantization.Done> step = new ArrayList<>();
                    with(statistics).run(file, names.stream().map(lines::get).toList(), threads, memory, done -> {
                        step.add(done);
                        progress.accept(done);
                    });
                    inOrder.take(step);
                    Map<String, QuantizedWeight> made = new LinkedHashMap<>();
                    step.forEach(done -> made.put(done.info().name(), done.weight()));
                    return made;
                });
    }

    private ModelQuantization with(Calibration statistics) {
        return quantization.withCalibration(statistics, Map.of("calibration.kind", "sequential", "calibration.texts", texts.hash()));
    }

    /** What was captured, after {@link #run}. */
    public SequentialCapture.Summary captured() {
        return captured;
    }
}
