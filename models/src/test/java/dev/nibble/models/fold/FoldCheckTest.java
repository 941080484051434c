package dev.nibble.models.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.encoder.LinearFactory;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.eval.EvalTexts;
import dev.nibble.models.file.ModelSource;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.models.quantized.WeightSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FoldCheckTest {
    private static final int K = 6;
    private static final Random RANDOM = new Random(4);

    private static final Map<String, Tensor> TOY = Map.of(
            "norm.weight", values(K), "norm.bias", values(K), "fc.weight", values(3, K));

    private static Tensor values(long... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) RANDOM.nextGaussian();
        }
        return Tensor.of(shape, values);
    }

    private static Transform.InputScale scale(int channels) {
        float[] factors = new float[channels];
        for (int k = 0; k < channels; k++) {
            factors[k] = 0.3f + 0.7f * (k % 5);
        }
        return Transform.InputScale.of(factors);
    }

    private static WeightSource source() {
        return new WeightSource() {
            @Override
            public List<String> names() {
                return List.copyOf(TOY.keySet());
            }

            @Override
            public Optional<QuantizedWeight> quantized(String name) {
                return Optional.empty();
            }

            @Override
            public Tensor tensor(String name) {
                return TOY.get(name);
            }
        };
    }

    /** y = W (x' (offset + w) + b), where x' is an input that was normalised. */
    private static float[] norm(WeightSource weights, float offset, boolean residual) {
        float[] y = new float[3];
        for (int o = 0; o < 3; o++) {
            for (int k = 0; k < K; k++) {
                float input = (float) Math.sin(k + 1) * (offset + weights.tensor("norm.weight").getFloat(0, k))
                        + weights.tensor("norm.bias").getFloat(0, k);
                y[o] += weights.tensor("fc.weight").getFloat(o, k) * input + (residual ? input : 0);
            }
        }
        return y;
    }

    private static final Fold INTO_NORM = new Fold(List.of("norm.weight", "norm.bias"), List.of("fc.weight"), scale(K));

    @Test
    void aNormThatMultipliesByItsWeightTakesTheScale() {
        FoldCheck check = FoldCheck.of(source(), INTO_NORM, weights -> norm(weights, 0, false));
        assertThat(check.invariant()).as(check.toString()).isTrue();
    }

    @Test
    void aNormThatMultipliesByOnePlusItsWeightIsCaught() {
        FoldCheck check = FoldCheck.of(source(), INTO_NORM, weights -> norm(weights, 1, false));
        assertThat(check.invariant()).isFalse();
        assertThat(check.difference()).isGreaterThan(1e-2);
        assertThat(check.toString()).contains("applied at run time");
    }

    @Test
    void anInputThatSomethingElseReadsTooIsCaught() {
        assertThat(FoldCheck.of(source(), INTO_NORM, weights -> norm(weights, 0, true)).invariant()).isFalse();
    }

    @Test
    void inMiniLmTheValuesTakeTheScaleOfTheAttentionsOutputAndNothingElseDoes() {
        String layer = "encoder.layer.2.";
        List<String> texts = EvalTexts.addresses().subList(0, 2);
        try (TensorFile file = ModelSource.open(ModelSource.MINILM); Tokenizer tokenizer = Tokenizer.minilm()) {
            FoldCheck.FloatRun run = weights -> outputs(weights, tokenizer, texts);
            WeightSource weights = WeightSource.of(file);
            FoldCheck values = FoldCheck.of(weights, new Fold(
                    List.of(layer + "attention.self.value.weight", layer + "attention.self.value.bias"),
                    List.of(layer + "attention.output.dense.weight"), scale(384)), run);
            assertThat(values.invariant()).as(values.toString()).isTrue();
            FoldCheck throughGelu = FoldCheck.of(weights, new Fold(
                    List.of(layer + "intermediate.dense.weight", layer + "intermediate.dense.bias"),
                    List.of(layer + "output.dense.weight"), scale(1536)), run);
            assertThat(throughGelu.invariant()).as(throughGelu.toString()).isFalse();
            FoldCheck besideTheResidual = FoldCheck.of(weights, new Fold(
                    List.of(layer + "attention.output.LayerNorm.weight", layer + "attention.output.LayerNorm.bias"),
                    List.of(layer + "intermediate.dense.weight"), scale(384)), run);
            assertThat(besideTheResidual.invariant()).as(besideTheResidual.toString()).isFalse();
        }
    }

    private static float[] outputs(WeightSource weights, Tokenizer tokenizer, List<String> texts) {
        try (MiniLmEncoder encoder = MiniLmEncoder.load(weights, tokenizer, LinearFactory.floats())) {
            float[] all = new float[384 * texts.size()];
            for (int i = 0; i < texts.size(); i++) {
                System.arraycopy(encoder.embed(texts.get(i)), 0, all, 384 * i, 384);
            }
            return all;
        }
    }

    @Test
    void tensorsThatDoNotFitAreNamed() {
        Fold fold = new Fold(List.of("norm.weight"), List.of("fc.weight"), scale(K + 1));
        assertThatThrownBy(() -> fold.applyTo(source()).tensor("fc.weight")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'fc.weight'").hasMessageContaining("6 channels").hasMessageContaining("7");
    }
}
