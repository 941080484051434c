package dev.nibble.models.encoder;

import dev.nibble.models.file.TensorFile;
import dev.nibble.models.quantized.WeightSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * all-MiniLM-L6-v2: a text becomes a vector of 384 floats of length 1. BERT with 6 layers and 12 heads, the mean over all
 * tokens, then L2 normalisation.
 *
 * @see <a href="https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2">model card</a>
 */
public final class MiniLmEncoder implements AutoCloseable {
    private static final int LAYERS = 6;
    private static final int HEADS = 12;

    /** Positions are counted, and the mean takes the place of the pooler. */
    private static final Set<String> UNUSED =
            Set.of("embeddings.position_ids", "pooler.dense.weight", "pooler.dense.bias");

    private final Tokenizer tokenizer;
    private final Embeddings embeddings;
    private final List<EncoderLayer> layers;

    private MiniLmEncoder(Tokenizer tokenizer, Embeddings embeddings, List<EncoderLayer> layers) {
        this.tokenizer = tokenizer;
        this.embeddings = embeddings;
        this.layers = layers;
    }

    /**
     * Builds the model.
     *
     * @param weights needed while the encoder is used: embeddings are read from them
     * @param tokenizer not closed by the encoder
     * @param linears makes the 36 linear layers
     * @throws dev.nibble.models.file.TensorFileException if a weight is missing, has another shape or is
     *     unknown: this is another model then
     */
    public static MiniLmEncoder load(WeightSource weights, Tokenizer tokenizer, LinearFactory linears) {
        UsedWeights used = new UsedWeights(weights);
        Embeddings embeddings = new Embeddings(used);
        if (tokenizer.maxTokens() > embeddings.maxTokens()) {
            throw new IllegalArgumentException("the tokenizer gives up to " + tokenizer.maxTokens()
                    + " tokens, and the model has positions for " + embeddings.maxTokens());
        }
        List<EncoderLayer> layers = new ArrayList<>();
        try {
            for (int i = 0; i < LAYERS; i++) {
                layers.add(new EncoderLayer("encoder.layer." + i, HEADS, embeddings.width(), used, linears));
            }
            used.requireAll(UNUSED);
        } catch (RuntimeException e) {
            layers.forEach(EncoderLayer::close);
            throw e;
        }
        return new MiniLmEncoder(tokenizer, embeddings, List.copyOf(layers));
    }

    /** Names of the 36 weights of linear layers. */
    public static List<String> linearWeights() {
        return IntStream.range(0, LAYERS).boxed()
                .flatMap(i -> EncoderLayer.LINEARS.stream().map(name -> "encoder.layer." + i + "." + name + ".weight"))
                .toList();
    }

    /** Whether a file has all of them: this model, as far as names tell. */
    public static boolean runs(TensorFile file) {
        return new HashSet<>(file.names()).containsAll(linearWeights());
    }

    /** The text's embedding, of length 1. */
    public float[] embed(String text) {
        int[] ids = tokenizer.encode(text);
        float[] hidden = hiddenStates(ids);
        int width = embeddings.width();
        double[] mean = new double[width];
        for (int i = 0; i < hidden.length; i++) {
            mean[i % width] += hidden[i];
        }
        double norm = 0;
        for (double value : mean) {
            norm += value * value;
        }
        double factor = 1 / Math.max(Math.sqrt(norm), Double.MIN_NORMAL);
        float[] embedding = new float[width];
        for (int i = 0; i < width; i++) {
            embedding[i] = (float) (mean[i] * factor);
        }
        return embedding;
    }

    /** The embeddings of all texts, several at a time where the linear layers allow it. */
    public List<float[]> embedAll(List<String> texts) {
        Stream<String> stream = layers.stream().allMatch(EncoderLayer::concurrent) ? texts.parallelStream() : texts.stream();
        return stream.map(this::embed).toList();
    }

    /** The last layer's output [ids, 384], row-major. */
    public float[] hiddenStates(int[] ids) {
        float[] hidden = embeddings.apply(ids);
        layers.forEach(layer -> layer.apply(ids.length, hidden));
        return hidden;
    }

    /** Releases what the linear layers hold. */
    @Override
    public void close() {
        layers.forEach(EncoderLayer::close);
    }
}
