package dev.nibble.harness.cell;

import dev.nibble.models.encoder.LinearFactory;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.eval.EvalTexts;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.quantized.WeightSource;
import java.util.List;

/** A model that stays open from cell to cell, with what its float form computed. */
final class OpenModel implements AutoCloseable {
    private final TensorFile file;
    private Tokenizer tokenizer;
    private List<String> embedded = List.of();
    private List<float[]> embeddings = List.of();

    private OpenModel(TensorFile file) {
        this.file = file;
    }

    static OpenModel open(String pathOrName) {
        return new OpenModel(ModelSource.open(pathOrName));
    }

    TensorFile file() {
        return file;
    }

    /** Whether this is the encoder that Nibble can run. */
    boolean isEncoder() {
        return MiniLmEncoder.runs(file);
    }

    Tokenizer tokenizer() {
        if (tokenizer == null) {
            tokenizer = Tokenizer.minilm();
        }
        return tokenizer;
    }

    /** The first sentences of the evaluation text. */
    List<String> texts(int sentences) {
        List<String> all = EvalTexts.addresses();
        return all.subList(0, Math.min(sentences, all.size()));
    }

    /** What the float model makes of the texts; computed once for the same texts. */
    List<float[]> floatEmbeddings(List<String> texts) {
        if (!embedded.equals(texts)) {
            try (MiniLmEncoder encoder =
                    MiniLmEncoder.load(WeightSource.of(file), tokenizer(), LinearFactory.floats())) {
                embeddings = encoder.embedAll(texts);
            }
            embedded = texts;
        }
        return embeddings;
    }

    @Override
    public void close() {
        if (tokenizer != null) {
            tokenizer.close();
        }
        file.close();
    }
}
