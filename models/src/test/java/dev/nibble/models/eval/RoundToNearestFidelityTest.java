package dev.nibble.models.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.ZeroKind;
import dev.nibble.models.encoder.LinearFactory;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.models.quantized.WeightSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rounding to nearest does to MiniLM's embeddings, against values measured with PyTorch on other English text. */
class RoundToNearestFidelityTest {
    private static TensorFile file;
    private static Tokenizer tokenizer;
    private static List<float[]> reference;

    @BeforeAll
    static void embedInFloat() {
        file = ModelSource.open("minilm");
        tokenizer = Tokenizer.minilm();
        reference = embed(WeightSource.of(file));
    }

    @AfterAll
    static void close() {
        tokenizer.close();
        file.close();
    }

    private static List<float[]> embed(WeightSource weights) {
        try (MiniLmEncoder encoder = MiniLmEncoder.load(weights, tokenizer, LinearFactory.floats())) {
            return encoder.embedAll(EvalTexts.addresses());
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 0.9999, 0.0002", "4, 0.959, 0.015", "3, 0.810, 0.05", "2, 0.15, 0.1"})
    void meanCosineFallsWithTheBits(int bits, double expected, double tolerance) {
        Format format = new AffineFormat(bits, Grouping.of(64, 1), ZeroKind.FLOAT);
        Map<String, QuantizedWeight> quantized = MiniLmEncoder.linearWeights().stream().collect(Collectors.toMap(
                Function.identity(), name -> QuantizedWeight.of(format.encode(file.tensor(name)))));
        Fidelity fidelity = Fidelity.between(reference, embed(WeightSource.of(file, quantized)));
        assertThat(fidelity.meanCosine()).isCloseTo(expected, within(tolerance));
        assertThat(fidelity.minCosine()).isLessThan(fidelity.meanCosine());
    }
}
