package dev.nibble.harness.command;

import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.cell.CalibrationNeed;
import dev.nibble.harness.cell.CalibrationTexts;
import dev.nibble.harness.cell.ModelQuantization;
import dev.nibble.harness.cell.PlanQuantization;
import dev.nibble.harness.cell.SequentialCalibration;
import dev.nibble.harness.cell.SequentialMode;
import dev.nibble.harness.cell.SequentialQuantization;
import dev.nibble.models.calibrate.SequentialCapture;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.plan.TensorPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Options of {@code quantize} for sequential calibration, and what they do. A picocli mixin. */
final class SequentialChoice {
    @Option(names = "--sequential", arity = "0..1", fallbackValue = "plain", paramLabel = "MODE",
            description = {"Sequential calibration: layers are quantized in the order in which the model runs them, each on the "
                + "inputs that the quantized layers before it make. plain (if nothing else is said), or corrected: the layer's "
                + "weights are then first corrected for the errors of these inputs, so that its outputs come nearest to the float "
                + "model's. Takes no --calibration: the model runs on --text. Models that Nibble can run only (minilm)."})
    private String mode;

    @Option(names = "--text", paramLabel = "FILE",
            description = "Texts for --sequential, one a line. Default: the 400 sentences that 'nibble calibrate' takes.")
    private Path text;

    private SequentialCalibration calibration;

    /** Whether sequential calibration was asked for. */
    boolean wanted() {
        return mode != null && SequentialMode.of(mode) != SequentialMode.NONE;
    }

    /**
     * Asked before anything is written.
     *
     * @param input the model as the user named it
     * @throws UsageException if these options do not go with the others, with the quantizer or the model, or there are no texts
     */
    void require(Optional<Path> statistics, Quantizer quantizer, TensorFile file, String input) {
        if (!wanted()) {
            if (text != null) {
                throw new UsageException("--text is for --sequential; without it, 'nibble calibrate " + input + " --text " + text
                        + " -o FILE' makes statistics for --calibration");
            }
            return;
        }
        if (statistics.isPresent()) {
            throw new UsageException("--sequential captures statistics of its own, layer after layer, and --calibration takes those "
                    + "of the float model; give one of them");
        }
        new CalibrationNeed(quantizer, input).sequentialObstacle(SequentialMode.of(mode), file).ifPresent(reason -> {
            throw new UsageException("--sequential: " + reason);
        });
        try {
            calibration = new SequentialCalibration(SequentialMode.of(mode),
                    text == null ? CalibrationTexts.addresses() : CalibrationTexts.read(text));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /**
     * Quantizes a plan, sequentially if that was asked for.
     *
     * @param done is told of each tensor when it is quantized, which may be before the sink gets it
     * @return what was captured sequentially; empty if that was not asked for
     * @throws UsageException if the model takes these texts to values that are not finite, or the memory does not suffice
     */
    Optional<QuantizeReport.Sequential> run(ModelQuantization quantization, TensorFile file, List<TensorPlan.Line> plan,
            int threads, PlanQuantization.Sink sink, Consumer<ModelQuantization.Done> done) {
        long memory = Runtime.getRuntime().maxMemory();
        if (!wanted()) {
            quantization.run(file, plan, threads, memory, one -> {
                sink.accept(one);
                done.accept(one);
            });
            return Optional.empty();
        }
        try (Tokenizer tokenizer = Tokenizer.minilm()) {
            SequentialQuantization work = new SequentialQuantization(quantization, calibration, tokenizer, done);
            work.run(file, plan, threads, memory, sink);
            SequentialCapture.Summary captured = work.captured();
            CalibrationTexts texts = calibration.texts();
            return Optional.of(new QuantizeReport.Sequential(calibration.mode().text(), captured.contentHash(), captured.steps(),
                    captured.rows(), texts.texts().size(), texts.name(), texts.hash()));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
