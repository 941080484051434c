package dev.nibble.models.fold;

import dev.nibble.api.op.Activation;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.encoder.LinearFactory;
import dev.nibble.models.encoder.LinearLayer;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.models.quantized.WeightSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs all-MiniLM-L6-v2 in float32 on some texts. Layers whose weights are those of the run before are not made anew. */
public final class MiniLmRun implements ObservedRun {
    private final Tokenizer tokenizer;
    private final List<String> texts;
    private final Map<String, Made> made = new HashMap<>();

    private record Made(Tensor weight, Tensor bias, Activation activation, LinearLayer layer) {}

    /**
     * @param tokenizer not closed by this
     * @param texts the inputs, at least one
     */
    public MiniLmRun(Tokenizer tokenizer, List<String> texts) {
        this.tokenizer = tokenizer;
        this.texts = List.copyOf(texts);
    }

    @Override
    public Observed run(WeightSource weights) {
        Map<String, float[]> inputs = new LinkedHashMap<>();
        LinearFactory observing = (name, source) -> new Observing(name + ".weight", layer(name, source), inputs);
        try (MiniLmEncoder encoder = MiniLmEncoder.load(weights, tokenizer, observing)) {
            float[] outputs = new float[0];
            for (String text : texts) {
                float[] embedding = encoder.embed(text);
                outputs = joined(outputs, embedding, embedding.length);
            }
            return new Observed(outputs, inputs);
        }
    }

    private LinearLayer layer(String name, WeightSource source) {
        Tensor weight = source.tensor(name + ".weight");
        Tensor bias = source.tensor(name + ".bias");
        Activation activation = source.quantized(name + ".weight").map(QuantizedWeight::activation).orElse(Activation.F32);
        Made known = made.get(name);
        if (known == null || !known.weight().sameBytes(weight) || !known.bias().sameBytes(bias)
                || !known.activation().equals(activation)) {
            known = new Made(weight, bias, activation, LinearFactory.floats().create(name, source));
            made.put(name, known);
        }
        return known.layer();
    }

    private static float[] joined(float[] before, float[] more, int count) {
        float[] all = Arrays.copyOf(before, before.length + count);
        System.arraycopy(more, 0, all, before.length, count);
        return all;
    }

    /** A float layer that keeps its inputs. It holds nothing that closing would release. */
    private record Observing(String name, LinearLayer layer, Map<String, float[]> inputs) implements LinearLayer {
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
            inputs.merge(name, Arrays.copyOf(x, m * layer.in()), (all, now) -> joined(all, now, now.length));
            layer.apply(m, x, y);
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
