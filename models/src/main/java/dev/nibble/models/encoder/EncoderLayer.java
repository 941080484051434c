package dev.nibble.models.encoder;

import dev.nibble.models.file.TensorFileException;
import dev.nibble.models.quantized.WeightSource;
import java.util.ArrayList;
import java.util.List;

/** One transformer layer of BERT, normalised after each of its two blocks. */
final class EncoderLayer implements AutoCloseable {
    /** The layer's linear modules, below its own path. */
    static final List<String> LINEARS = List.of(
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
            "intermediate.dense",
            "output.dense");

    private final List<LinearLayer> linears;
    private final SelfAttention attention;
    private final LayerNorm attentionNorm;
    private final LayerNorm outputNorm;
    private final int width;
    private final int inner;

    EncoderLayer(String path, int heads, int width, WeightSource weights, LinearFactory factory) {
        this.width = width;
        this.inner = LinearFactory.row(weights.tensor(path + ".intermediate.dense.bias")).length;
        this.linears = new ArrayList<>();
        this.attention = new SelfAttention(heads, width);
        this.attentionNorm = new LayerNorm(path + ".attention.output.LayerNorm", width, weights);
        this.outputNorm = new LayerNorm(path + ".output.LayerNorm", width, weights);
        try {
            LINEARS.forEach(name -> linears.add(linear(path + "." + name, weights, factory)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private LinearLayer linear(String name, WeightSource weights, LinearFactory factory) {
        LinearLayer layer = factory.create(name, weights);
        int in = name.endsWith(".output.dense") && !name.contains(".attention.") ? inner : width;
        int out = name.endsWith(".intermediate.dense") ? inner : width;
        if (layer.in() != in || layer.out() != out) {
            layer.close();
            throw new TensorFileException("tensor '" + name + ".weight' should be [" + out + ", " + in + "], and is ["
                    + layer.out() + ", " + layer.in() + "]: this is no all-MiniLM-L6-v2");
        }
        return layer;
    }

    boolean concurrent() {
        return linears.stream().allMatch(LinearLayer::concurrent);
    }

    /** Replaces the hidden states [m, width]. */
    void apply(int m, float[] hidden) {
        float[] q = linear(0, m, hidden, width);
        float[] k = linear(1, m, hidden, width);
        float[] v = linear(2, m, hidden, width);
        float[] context = new float[m * width];
        attention.apply(m, q, k, v, context);
        add(hidden, linear(3, m, context, width));
        attentionNorm.apply(m, hidden);
        float[] wide = linear(4, m, hidden, inner);
        Gelu.apply(wide);
        add(hidden, linear(5, m, wide, width));
        outputNorm.apply(m, hidden);
    }

    private float[] linear(int index, int m, float[] x, int out) {
        float[] y = new float[m * out];
        linears.get(index).apply(m, x, y);
        return y;
    }

    private static void add(float[] into, float[] other) {
        for (int i = 0; i < into.length; i++) {
            into[i] += other[i];
        }
    }

    @Override
    public void close() {
        linears.forEach(LinearLayer::close);
    }
}
