package dev.nibble.models.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.eval.EvalTexts;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.file.TensorFileException;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.models.quantized.WeightSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniLmEncoderTest {
    private static TensorFile file;
    private static Tokenizer tokenizer;
    private static MiniLmEncoder encoder;

    @BeforeAll
    static void load() {
        file = ModelSource.open("minilm");
        tokenizer = Tokenizer.minilm();
        encoder = MiniLmEncoder.load(WeightSource.of(file), tokenizer, LinearFactory.floats());
    }

    @AfterAll
    static void close() {
        encoder.close();
        tokenizer.close();
        file.close();
    }

    @Test
    void agreesWithOnnxRuntimeInHiddenStatesAndEmbeddings() throws OrtException {
        List<String> texts = EvalTexts.addresses().subList(0, 20);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(ModelSource.locate("minilm").toString())) {
            for (String text : texts) {
                int[] ids = tokenizer.encode(text);
                float[][] expected = run(environment, session, ids);
                float[] hidden = encoder.hiddenStates(ids);
                for (int t = 0; t < ids.length; t++) {
                    assertNear(java.util.Arrays.copyOfRange(hidden, t * 384, (t + 1) * 384), expected[t]);
                }
                assertNear(encoder.embed(text), pooled(expected));
            }
        }
    }

    private static float[][] run(OrtEnvironment environment, OrtSession session, int[] ids) throws OrtException {
        long[][] tokens = new long[1][ids.length];
        long[][] ones = new long[1][ids.length];
        for (int i = 0; i < ids.length; i++) {
            tokens[0][i] = ids[i];
            ones[0][i] = 1;
        }
        try (OnnxTensor input = OnnxTensor.createTensor(environment, tokens);
                OnnxTensor mask = OnnxTensor.createTensor(environment, ones);
                OnnxTensor segments = OnnxTensor.createTensor(environment, new long[1][ids.length]);
                OrtSession.Result result = session.run(
                        Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", segments))) {
            return ((float[][][]) result.get(0).getValue())[0];
        }
    }

    private static float[] pooled(float[][] hidden) {
        double[] sum = new double[hidden[0].length];
        for (float[] token : hidden) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += token[i];
            }
        }
        double norm = Math.sqrt(java.util.Arrays.stream(sum).map(x -> x * x).sum());
        float[] result = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            result[i] = (float) (sum[i] / norm);
        }
        return result;
    }

    private static void assertNear(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            // Written so that NaN fails.
            assertThat(Math.abs(actual[i] - expected[i]) <= 1e-4f).as("%s at %s, expected %s", actual[i], i, expected[i]).isTrue();
        }
    }

    @Test
    void ranksSentencesByMeaning() {
        List<float[]> e = encoder.embedAll(List.of("A cat sits on the mat.", "A kitten rests on a rug.", "Interest rates rose."));
        assertThat(dot(e.get(0), e.get(1))).isGreaterThan(0.5).isGreaterThan(dot(e.get(0), e.get(2)) + 0.3);
        assertThat(dot(e.get(0), e.get(0))).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-5));
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @Test
    void cutsOffLongTextsAndTakesAnEmptyOne() {
        assertThat(tokenizer.encode("word ".repeat(1000))).hasSize(Tokenizer.MINILM_TOKENS);
        assertThat(tokenizer.encode("")).containsExactly(101, 102);
        assertThat(encoder.embed("")).hasSize(384).doesNotContain(Float.NaN);
    }

    /** The model with more names, and some tensors replaced. */
    private static WeightSource other(List<String> moreNames, UnaryOperator<String> nameInFile) {
        return new WeightSource() {
            @Override
            public List<String> names() {
                return Stream.concat(file.names().stream(), moreNames.stream()).toList();
            }

            @Override
            public Optional<QuantizedWeight> quantized(String name) {
                return Optional.empty();
            }

            @Override
            public Tensor tensor(String name) {
                return file.tensor(nameInFile.apply(name));
            }
        };
    }

    private static void assertRefused(WeightSource weights, String... parts) {
        assertThatThrownBy(() -> MiniLmEncoder.load(weights, tokenizer, LinearFactory.floats()))
                .isInstanceOf(TensorFileException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void refusesModelsThatLackAWeightOrHaveOneMoreOrAnotherShape() {
        assertRefused(other(List.of(), name -> name.replace("layer.3", "block.3")), "encoder.block.3");
        assertRefused(other(List.of("encoder.layer.6.output.dense.bias"), name -> name.replace("layer.6", "layer.5")),
                "'encoder.layer.6.output.dense.bias' F32[384]", "another model");
        assertRefused(other(List.of(), name -> name.replace("2.attention.self.key", "2.intermediate.dense")),
                "'encoder.layer.2.attention.self.key", "[384, 384]", "[1536, 384]");
        assertRefused(other(List.of(), name -> name.replace("2.attention.self.key.bias", "2.intermediate.dense.bias")),
                "bias of 'encoder.layer.2.attention.self.key'", "1536 values");
        assertRefused(other(List.of(), name -> name.replace("2.output.LayerNorm", "2.intermediate.dense")),
                "'encoder.layer.2.output.LayerNorm'", "384 values");
    }

    @Test
    void refusesAFileThatIsNoTokenizer(@TempDir Path folder) throws IOException {
        Path json = Files.writeString(folder.resolve("tokenizer.json"), "{}");
        assertThatThrownBy(() -> Tokenizer.of(json, 16))
                .isInstanceOf(TensorFileException.class)
                .hasMessageContainingAll(json.toString(), "cannot be read as a tokenizer");
    }
}
