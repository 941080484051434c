package dev.nibble.models.calibrate;

import dev.nibble.models.encoder.LinearFactory;
import dev.nibble.models.encoder.LinearLayer;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.quantized.WeightSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Encoders that note what goes into and out of each linear layer. There is one for each text that is under way; they share
 * the float weights.
 */
final class ModelRun implements AutoCloseable {
    private final List<MiniLmEncoder> encoders = new ArrayList<>();
    private final List<Map<String, Seen>> seen = new ArrayList<>();
    private final Map<String, LinearLayer> floats = new LinkedHashMap<>();

    /**
     * What one text made of one layer.
     *
     * @param m rows
     * @param x a copy of the input, [m, in]
     * @param low smallest output
     * @param high largest output
     */
    record Seen(int m, float[] x, float low, float high) {}

    ModelRun(TensorFile model, Tokenizer tokenizer, int atOnce) {
        WeightSource weights = WeightSource.of(model);
        for (int slot = 0; slot < atOnce; slot++) {
            Map<String, Seen> notes = new LinkedHashMap<>();
            LinearFactory noting = (name, source) -> new Noting(name, shared(name, source), notes);
            encoders.add(MiniLmEncoder.load(weights, tokenizer, noting));
            seen.add(notes);
        }
    }

    private LinearLayer shared(String name, WeightSource source) {
        LinearLayer known = floats.get(name);
        if (known == null) {
            LinearLayer made = LinearFactory.floats().create(name, source);
            floats.put(name, made);
            return made;
        }
        // Each encoder accounts for the tensors that were asked for.
        source.tensor(name + ".weight");
        source.tensor(name + ".bias");
        return known;
    }

    /** Input channels by layer. */
    Map<String, Integer> channels() {
        Map<String, Integer> channels = new LinkedHashMap<>();
        floats.forEach((name, layer) -> channels.put(name, layer.in()));
        return channels;
    }

    /** Embeds some texts at once, at most as many as there are encoders; what each of them made of the layers, in order. */
    List<Map<String, Seen>> run(List<String> texts) {
        IntStream.range(0, texts.size()).parallel().forEach(i -> {
            seen.get(i).clear();
            encoders.get(i).embed(texts.get(i));
        });
        return seen.subList(0, texts.size());
    }

    @Override
    public void close() {
        encoders.forEach(MiniLmEncoder::close);
    }

    /** A float layer that keeps notes. Encoders share the layer, which holds nothing that closing would release. */
    private record Noting(String name, LinearLayer layer, Map<String, Seen> notes) implements LinearLayer {
        @Override
        public int in() {
            return layer.in();
        }

        @Override
        public int out() {
            return layer.out();
        }

        @Override
        public void apply(int m, float[] x, float[] y) {
            layer.apply(m, x, y);
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < m * layer.out(); i++) {
                low = Math.min(low, y[i]);
                high = Math.max(high, y[i]);
            }
            notes.put(name, new Seen(m, Arrays.copyOf(x, m * layer.in()), low, high));
        }

        @Override
        public boolean concurrent() {
            return false;
        }

        @Override
        public void close() {
            layer.close();
        }
    }
}
