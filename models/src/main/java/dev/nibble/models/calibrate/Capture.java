package dev.nibble.models.calibrate;

import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Calibration;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.file.TensorFile;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Captures activation statistics of all linear layers in one pass. The same texts, options and model give the same bytes,
 * however many threads there are: texts run side by side, and each layer takes them in their order.
 */
public final class Capture {
    private static final int ROWS_AT_ONCE = 256;

    private final CaptureOptions options;
    private final Progress progress;

    /** Is told how far the work is. */
    @FunctionalInterface
    public interface Progress {
        /** So many of all texts or layers are done. */
        void done(int count, int of);
    }

    public Capture(CaptureOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Runs all-MiniLM-L6-v2 in float32 on texts. One text is one batch of the static ranges. Memory: the model, the inputs of
     * all layers for as many texts as there are cores, the samples, and 8 K^2 bytes for each Gram matrix.
     *
     * @throws dev.nibble.models.file.TensorFileException if the file is another model
     * @throws IllegalArgumentException if there is no text, an activation is not finite (naming layer and channel), or the
     *     Gram matrices need more memory than allowed
     */
    public Calibration ofTexts(TensorFile model, Tokenizer tokenizer, List<String> texts) {
        int atOnce = Math.max(1, Math.min(texts.size(), Runtime.getRuntime().availableProcessors()));
        try (ModelRun run = new ModelRun(model, tokenizer, atOnce)) {
            options.requireRoom(run.channels().values());
            Map<String, LayerCapture> captures = new LinkedHashMap<>();
            run.channels().forEach((name, k) -> captures.put(name, new LayerCapture(name, k, options)));
            for (int from = 0; from < texts.size(); from += atOnce) {
                List<String> now = texts.subList(from, Math.min(texts.size(), from + atOnce));
                List<Map<String, ModelRun.Seen>> seen = run.run(now);
                captures.entrySet().parallelStream().forEach(entry ->
                        seen.forEach(layers -> take(entry.getValue(), layers.get(entry.getKey()))));
                progress.done(from + now.size(), texts.size());
            }
            return finish(model, captures);
        }
    }

    private static void take(LayerCapture capture, ModelRun.Seen seen) {
        capture.addBatch(seen.m(), seen.x());
        capture.outputBatch(seen.low(), seen.high());
    }

    /**
     * Takes activations from a file: one matrix [rows, K] for each layer, under the layer's name. Each matrix is one batch of
     * the static ranges; outputs are not known.
     *
     * @throws IllegalArgumentException if a name is no layer of the model, a tensor is no float matrix or has another K than
     *     the layer's weight, a value is not finite, or the Gram matrices need more memory than allowed
     */
    public Calibration ofMatrices(TensorFile model, TensorFile activations) {
        Map<String, Integer> channels = new LinkedHashMap<>();
        for (String name : activations.names()) {
            channels.put(name, requireInput(model, activations, name));
        }
        if (channels.isEmpty()) {
            throw new IllegalArgumentException(activations.path() + " has no activations: it takes one matrix for each layer");
        }
        options.requireRoom(channels.values());
        Map<String, LayerCapture> captures = new LinkedHashMap<>();
        channels.forEach((name, k) -> {
            LayerCapture capture = new LayerCapture(name, k, options);
            take(capture, activations.tensor(name));
            captures.put(name, capture);
            progress.done(captures.size(), channels.size());
        });
        return finish(model, captures);
    }

    private static int requireInput(TensorFile model, TensorFile activations, String name) {
        var info = activations.info(name);
        long k = model.info(LayerWeights.require(model, name)).shape().cols();
        if (!info.type().isFloat() || info.shape().rank() != 2 || info.shape().cols() != k || info.shape().rows() == 0) {
            throw new IllegalArgumentException("the activations of layer '" + name + "' in " + activations.path() + " are "
                    + info.type() + "[" + info.shape() + "]; the layer takes a float matrix of rows of " + k);
        }
        return info.shape().rowLength();
    }

    private static void take(LayerCapture capture, Tensor matrix) {
        int k = matrix.shape().rowLength();
        float[] row = new float[k];
        float[] rows = new float[(int) Math.min(ROWS_AT_ONCE, matrix.shape().rows()) * k];
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        int filled = 0;
        for (long r = 0; r < matrix.shape().rows(); r++) {
            matrix.readRow(r, row);
            System.arraycopy(row, 0, rows, filled++ * k, k);
            for (float value : row) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            if (filled * k == rows.length) {
                capture.add(filled, rows);
                filled = 0;
            }
        }
        capture.add(filled, Arrays.copyOf(rows, filled * k));
        capture.inputBatch(low, high);
    }

    private static Calibration finish(TensorFile model, Map<String, LayerCapture> captures) {
        Map<String, ActivationStats> layers = new LinkedHashMap<>();
        captures.forEach((name, capture) -> layers.put(name, capture.finish()));
        return new Calibration(CalibrationHash.ofContent(layers), CalibrationHash.ofModel(model, layers.keySet()), layers);
    }
}
