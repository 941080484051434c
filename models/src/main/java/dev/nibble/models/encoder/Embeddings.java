package dev.nibble.models.encoder;

import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.TensorFileException;
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
        Tensor segments = weights.tensor("embeddings.token_type_embeddings.weight");
        segment = LinearFactory.row(segments);
        if (positions.shape().rowLength() != width() || segments.shape().cols() != width()) {
            throw new TensorFileException("the three embeddings have rows of " + width() + ", " + positions.shape().cols()
                    + " and " + segments.shape().cols() + " values, which should be equal");
        }
        norm = new LayerNorm("embeddings.LayerNorm", width(), weights);
    }

    /** Length of a hidden state. */
    int width() {
        return words.shape().rowLength();
    }

    /** How many positions there are. */
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
