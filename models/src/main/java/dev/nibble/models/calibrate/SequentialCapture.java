package dev.nibble.models.calibrate;

import dev.nibble.api.op.Int8Activation;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Calibration;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.fold.MiniLmRun;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.models.quantized.WeightSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Sequential calibration: the statistics of a layer are those of the model in which all layers before it are quantized
 * already, so that it can make up for their errors. This is how GPTQ's authors calibrate, with the steps that their code calls
 * "true sequential": layers that take the same input are one step, and the steps come in the order in which the model runs. Both
 * are seen in a run and not told by names.
 *
 * <p>Where that is asked for, the float model runs beside it, and the weights of each step are changed before they are quantized,
 * so that on the inputs that they get they come nearest to what the float model makes: see {@link InputCorrection}.
 *
 * <p>The model runs once, on all texts at once; quantized layers compute in float32 on decoded weights, with their inputs
 * quantized where the weight says so. Memory: what the model holds between two layers, for all texts, and 8 K^2 bytes for the
 * Gram matrix of one step; with corrected weights the same for the float model, and up to four such matrices. The same texts,
 * options, model and quantized weights give the same bytes, however many cores there are.
 *
 * @see <a href="https://arxiv.org/abs/2210.17323">Frantar et al., GPTQ, section 4: blocks are quantized one after the other, each
 *     on the inputs that the quantized ones before make</a>
 */
public final class SequentialCapture {
    /** Arrays of a row that a model holds at once: what it computes with, and what it keeps for a residual. */
    private static final int ARRAYS = 2;

    private final CaptureOptions options;
    private final boolean corrected;

    /** @param corrected whether weights are corrected for the errors of their inputs before they are quantized */
    public SequentialCapture(CaptureOptions options, boolean corrected) {
        this.options = corrected ? options.withGram() : options;
        this.corrected = corrected;
    }

    /**
     * What there is to quantize in one step.
     *
     * @param weights names of the step's weights
     * @param statistics those of the step's layers, which all have the same input; without ranges of outputs, which are
     *     not known before the layers are quantized
     * @param corrected the weights to quantize in place of the file's, by name, float32; empty without correction
     */
    public record Work(List<String> weights, Calibration statistics, Map<String, Tensor> corrected) {}

    /** Quantizes the layers of one step. */
    @FunctionalInterface
    public interface Step {
        /**
         * Called for one step after the other, by one thread.
         *
         * @return all of the step's weights, by name
         */
        Map<String, QuantizedWeight> quantize(Work work);
    }

    /**
     * What was captured.
     *
     * @param contentHash SHA-256 over the content hashes of all steps, lower-case hex
     * @param steps how many there were
     * @param rows of each layer's input
     */
    public record Summary(String contentHash, int steps, long rows) {}

    /**
     * Quantizes a model step by step.
     *
     * @param weights names of the weights to quantize; other layers compute as they are
     * @throws dev.nibble.models.file.TensorFileException if the file is another model than all-MiniLM-L6-v2
     * @throws IllegalArgumentException if there is no text, a weight is not that of a layer that the model runs, an activation
     *     is not finite (naming layer and channel), or the memory does not suffice
     */
    public Summary run(TensorFile model, Tokenizer tokenizer, List<String> texts, Set<String> weights, Step step) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("sequential calibration takes at least one text");
        }
        Map<String, List<String>> steps = steps(model, tokenizer, texts.getFirst(), weights);
        List<String> hashes = new ArrayList<>();
        long rows = 0;
        try (SteppedRun run = new SteppedRun(model, tokenizer, texts, weights);
                SteppedRun floats = corrected ? new SteppedRun(model, tokenizer, texts, weights) : null) {
            for (List<SteppedRun.Waiting> now = run.await(); !now.isEmpty(); now = run.await()) {
                List<String> members = steps.get(now.getFirst().weight());
                rows = now.stream().mapToLong(SteppedRun.Waiting::m).sum();
                if (hashes.isEmpty()) {
                    requireRoom(model, weights, rows, corrected ? 2 : 1);
                }
                Calibration statistics = statistics(model, members, now);
                hashes.add(statistics.contentHash());
                Map<String, Tensor> targets = new LinkedHashMap<>();
                if (floats != null) {
                    InputCorrection correction = correction(statistics.layer(members.getFirst()).orElseThrow(), floats.await(), now);
                    members.forEach(name -> targets.put(name, correction.corrected(model.tensor(name))));
                    floats.open(members);
                }
                run.open(made(step, new Work(members, statistics, targets)));
            }
        }
        return new Summary(CalibrationHash.ofTexts(hashes), hashes.size(), rows);
    }

    private static InputCorrection correction(ActivationStats stats, List<SteppedRun.Waiting> floats,
            List<SteppedRun.Waiting> quantized) {
        for (SteppedRun.Waiting text : floats) {
            if (!Int8Activation.isFinite(text.x(), text.x().length)) {
                throw new IllegalArgumentException("the float model's input of '" + text.weight() + "' is not finite; leave out the "
                        + "text that makes it overflow");
            }
        }
        CrossMoment cross = new CrossMoment(stats.channels());
        for (int text = 0; text < quantized.size(); text++) {
            cross.add(quantized.get(text).m(), floats.get(text).x(), quantized.get(text).x());
        }
        return InputCorrection.of(stats, cross.matrix());
    }

    private static Map<String, QuantizedWeight> made(Step step, Work work) {
        Map<String, QuantizedWeight> made = step.quantize(work);
        if (!made.keySet().equals(Set.copyOf(work.weights()))) {
            throw new IllegalStateException("asked for " + work.weights() + ", and got " + made.keySet());
        }
        return made;
    }

    /** The weights of layers that take the same input, under the one that is reached first. */
    private static Map<String, List<String>> steps(TensorFile model, Tokenizer tokenizer, String text, Set<String> weights) {
        Map<String, List<String>> steps = new LinkedHashMap<>();
        Set<String> known = new HashSet<>();
        new MiniLmRun(tokenizer, List.of(text)).run(WeightSource.of(model)).readers().forEach(readers -> {
            List<String> members = readers.stream().filter(weights::contains).toList();
            if (!members.isEmpty()) {
                steps.put(members.getFirst(), members);
                known.addAll(members);
            }
        });
        weights.stream().filter(name -> !known.contains(name)).sorted().findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("'" + name + "' is not the weight of a linear layer that the model runs, so nothing "
                    + "can be captured of its input; skip it");
        });
        return steps;
    }

    private Calibration statistics(TensorFile model, List<String> members, List<SteppedRun.Waiting> inputs) {
        int channels = model.info(members.getFirst()).shape().rowLength();
        options.requireRoom(List.of(channels));
        LayerCapture capture = new LayerCapture(LayerWeights.layer(members.getFirst()), channels, options);
        inputs.forEach(it -> capture.addBatch(it.m(), it.x()));
        ActivationStats stats = capture.finish();
        Map<String, ActivationStats> layers = new LinkedHashMap<>();
        members.forEach(name -> layers.put(LayerWeights.layer(name), stats));
        return new Calibration(CalibrationHash.ofContent(layers), CalibrationHash.ofModel(model, layers.keySet()), layers);
    }

    /** Asked when all rows are known, which is before the first layer. */
    static void requireRoom(TensorFile model, Set<String> weights, long rows, int runs) {
        long widest = weights.stream().map(name -> model.info(name).shape()).mapToLong(it -> it.rows() + it.cols()).max().orElse(0);
        double bytes = (double) runs * ARRAYS * Float.BYTES * widest * rows;
        long most = Runtime.getRuntime().maxMemory();
        if (bytes > most) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "sequential calibration holds all texts at once: %d rows "
                    + "take about %.0f MiB, and the heap has %.0f MiB; use fewer texts, or allow more, for example with "
                    + "NIBBLE_OPTS=-Xmx8g", rows, bytes / (1 << 20), (double) most / (1 << 20)));
        }
    }
}
