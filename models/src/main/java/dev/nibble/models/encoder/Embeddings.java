package dev.nibble.models.encoder;

import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.quantized.WeightSource;

/** Word, position and segment embeddings, added and normalised. */
final class Embeddings {
    private final Tensor words;
    private final Tensor positions;
    private final float[] segment;
    private final LayerNorm norm;

    Embeddings(WeightSource weights) {
        words = weights.tensor("embeddings.word_embeddings.weight");
        positions = weights.tensor("embeddings.position_embeddings.weight");
        // A single text is segment 0 throughout.
        segment = LinearFactory.row(weights.tensor("embeddings.token_type_embeddings.weight"));
        norm = new LayerNorm("embeddings.LayerNorm", weights);
    }

    int width() {
        return words.shape().rowLength();
    }

    int maxTokens() {
        return Math.toIntExact(positions.shape().rows());
    }

    /** Hidden states [ids, width]. */
    float[] apply(int[] ids) {
        int width = width();
        float[] hidden = new float[ids.length * width];
        float[] word = new float[width];
        float[] position = new float[width];
        for (int t = 0; t < ids.length; t++) {
            if (ids[t] < 0 || ids[t] >= words.shape().rows()) {
                throw new IllegalArgumentException("token " + ids[t] + " is outside of the vocabulary of "
                        + words.shape().rows() + "; tokenizer and model do not belong together");
            }
            words.readRow(ids[t], word);
            positions.readRow(t, position);
            for (int i = 0; i < width; i++) {
                hidden[t * width + i] = word[i] + segment[i] + position[i];
            }
        }
        norm.apply(ids.length, hidden);
        return hidden;
    }
}
