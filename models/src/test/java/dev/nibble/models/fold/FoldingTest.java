package dev.nibble.models.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.format.Format;
import dev.nibble.api.op.Int8Static;
import dev.nibble.api.quantizer.Prepared;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.SafetensorsWriter;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.models.quantized.WeightSource;
import dev.nibble.runtime.registry.PluginRegistry;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planted cases: x -> norm -> {q, k}; q -> relu -> up; k -> down. What is folded, what is not, and what is said of it. */
class FoldingTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(FoldingTest.class.getClassLoader());
    private static final int K = 8;
    private static final List<String> READERS = List.of("q.weight", "k.weight");

    @TempDir
    Path folder;

    private final Random random = new Random(9);
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private Path path;

    @BeforeEach
    void weights() {
        tensors.put("down.weight", values(3, K));
        tensors.put("k.bias", values(K));
        tensors.put("k.weight", values(K, K));
        tensors.put("norm.bias", values(K));
        tensors.put("norm.weight", values(K));
        tensors.put("q.weight", values(K, K));
        tensors.put("up.weight", values(3, K));
        path = folder.resolve("toy.safetensors");
        try (SafetensorsWriter writer = SafetensorsWriter.create(path)) {
            tensors.forEach(writer::add);
            writer.finish();
        }
    }

    private Tensor values(long... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(shape, values);
    }

    private static float[] vector(WeightSource weights, String name) {
        float[] values = new float[K];
        weights.tensor(name).readRow(0, values);
        return values;
    }

    /**
     * A toy model on two rows of input.
     *
     * @param offset what the norm adds to its weight
     * @param residual whether the norm's output is added to the model's too
     */
    private record Toy(float offset, boolean residual) implements ObservedRun {
        @Override
        public Observed run(WeightSource weights) {
            Map<String, float[]> inputs = new LinkedHashMap<>();
            float[] x = new float[2 * K];
            float[] w = vector(weights, "norm.weight");
            float[] b = vector(weights, "norm.bias");
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) Math.sin(i + 1) * (offset + w[i % K]) + b[i % K];
            }
            float[] q = linear(weights, "q.weight", x, inputs);
            float[] k = linear(weights, "k.weight", x, inputs);
            for (int i = 0; i < q.length; i++) {
                q[i] = q[i] < 0 ? q[i] * q[i] : q[i];
                k[i] += vector(weights, "k.bias")[i % K];
            }
            float[] up = linear(weights, "up.weight", q, inputs);
            float[] down = linear(weights, "down.weight", k, inputs);
            float[] outputs = new float[up.length];
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = up[i] + down[i] + (residual ? x[i] : 0);
            }
            return new Observed(outputs, inputs);
        }

        private static float[] linear(WeightSource weights, String name, float[] x, Map<String, float[]> inputs) {
            inputs.put(name, x.clone());
            Tensor weight = weights.tensor(name);
            int out = (int) weight.shape().rows();
            float[] y = new float[x.length / K * out];
            for (int i = 0; i < y.length; i++) {
                double sum = 0;
                for (int c = 0; c < K; c++) {
                    sum += (double) weight.getFloat(i % out, c) * x[i / out * K + c];
                }
                y[i] = (float) sum;
            }
            return y;
        }
    }

    private static float[] factors(float start) {
        float[] factors = new float[K];
        for (int k = 0; k < K; k++) {
            factors[k] = start + 0.7f * (k % 5);
        }
        return factors;
    }

    private QuantizedWeight quantized(String name, String format, float... factors) {
        Format parsed = REGISTRY.format(format);
        Tensor weights = tensors.get(name);
        return factors.length == 0
                ? QuantizedWeight.of(parsed.encode(weights))
                : new QuantizedWeight(parsed.encode(Prepared.scaled(weights, factors).weights()),
                        Optional.of(Transform.InputScale.of(factors)), new Int8Static(0.25f, 3));
    }

    private FoldedModel fold(ObservedRun model, Map<String, QuantizedWeight> quantized) {
        try (TensorFile file = TensorFile.of(path)) {
            FoldedModel folded = FoldedModel.of(file, quantized, model);
            assertThat(folded.quantized().keySet()).isEqualTo(quantized.keySet());
            return folded;
        }
    }

    private Map<String, QuantizedWeight> bothReaders() {
        return Map.of("q.weight", quantized("q.weight", "affine:bits=8,per=row", factors(0.3f)),
                "k.weight", quantized("k.weight", "affine:bits=4,group=4", factors(0.3f)));
    }

    private static String reason(FoldDecision decision) {
        assertThat(decision).isInstanceOf(FoldDecision.AtRunTime.class);
        return ((FoldDecision.AtRunTime) decision).reason();
    }

    @Test
    void aScaleThatAllReadersOfANormShareIsFoldedIntoIt() {
        FoldedModel folded = fold(new Toy(0, false), bothReaders());
        assertThat(folded.decisions()).singleElement().isInstanceOfSatisfying(FoldDecision.Folded.class, it -> {
            assertThat(it.layers()).isEqualTo(READERS);
            assertThat(it.fold().producersText()).isEqualTo("norm.{bias,weight}");
            assertThat(it.check().difference()).isLessThan(1e-5);
        });
        assertThat(folded.quantized().values()).allSatisfy(weight -> {
            assertThat(weight.transform()).isEmpty();
            assertThat(weight.activation()).isEqualTo(new Int8Static(0.25f, 3));
        });
        for (int k = 0; k < K; k++) {
            assertThat(folded.plain().get("norm.weight").getFloat(0, k))
                    .isEqualTo(tensors.get("norm.weight").getFloat(0, k) * factors(0.3f)[k]);
        }
        assertThat(folded.whole().orElseThrow().invariant()).isTrue();
        assertThat(folded.changes()).containsEntry("norm.bias", "multiplied by the input scale of {q,k}.weight");
        assertThat(folded.changes().get("q.weight")).startsWith("input scale folded into norm.{bias,weight}, outputs differ by");
    }

    @Test
    void aNormThatMultipliesByOnePlusItsWeightIsLeftAlone() {
        FoldedModel folded = fold(new Toy(1, false), bothReaders());
        assertThat(reason(folded.decisions().getFirst())).startsWith("no tensor multiplies this input; nearest comes norm")
                .contains("off by");
        assertThat(folded.quantized().get("q.weight").transform()).isPresent();
        assertThat(folded.plain()).isEmpty();
        assertThat(folded.whole()).isEmpty();
    }

    @Test
    void aNormWhoseOutputSomethingElseReadsIsLeftAlone() {
        FoldedModel folded = fold(new Toy(0, true), bothReaders());
        assertThat(reason(folded.decisions().getFirst()))
                .startsWith("multiplying norm.{bias,weight} changes more than this input: outputs differ by");
    }

    @Test
    void readersWithScalesOfTheirOwnOrNoneKeepThemFromBeingFolded() {
        var other = Map.of("q.weight", quantized("q.weight", "affine:bits=8,per=row", factors(0.3f)),
                "k.weight", quantized("k.weight", "affine:bits=8,per=row", factors(0.4f)));
        assertThat(reason(fold(new Toy(0, false), other).decisions().getFirst()))
                .contains("'k.weight' takes the same input and has a scale of its own", "awq:shared");
        var alone = Map.of("k.weight", quantized("k.weight", "affine:bits=8,per=row", factors(0.4f)));
        FoldDecision decision = fold(new Toy(0, false), alone).decisions().getFirst();
        assertThat(decision.layers()).containsExactly("k.weight");
        assertThat(reason(decision)).contains("'q.weight' takes the same input and has no scale");
    }

    @Test
    void aQuantizedLinearTakesTheScaleInItsOwnParametersAndOneBehindAnActivationDoesNot() {
        var weights = Map.of("down.weight", quantized("down.weight", "affine:bits=8,per=row", factors(0.3f)),
                "up.weight", quantized("up.weight", "affine:bits=8,per=row", factors(0.3f)),
                "k.weight", quantized("k.weight", "affine:bits=3,group=4,zero=float"));
        FoldedModel folded = fold(new Toy(0, false), weights);
        assertThat(reason(folded.decisions().getFirst())).contains("no tensor multiplies this input; nearest comes q.weight");
        assertThat(folded.decisions().getLast()).isInstanceOfSatisfying(FoldDecision.Folded.class,
                it -> assertThat(it.fold().producers()).containsExactly("k.bias", "k.weight"));
        Tensor before = weights.get("k.weight").decode();
        Tensor after = folded.quantized().get("k.weight").decode();
        for (int r = 0; r < K; r++) {
            float expected = before.getFloat(r, 3) * factors(0.3f)[r];
            assertThat(after.getFloat(r, 3)).isCloseTo(expected, within(Math.abs(expected) * 1e-6f));
        }
        assertThat(folded.plain()).containsOnlyKeys("k.bias");
        assertThat(folded.quantized().get("up.weight").transform()).isPresent();
    }

    @Test
    void rowsThatCannotBeMultipliedKeepTheScaleAtRunTime() {
        var weights = Map.of("down.weight", quantized("down.weight", "affine:bits=8,per=row", factors(0.3f)),
                "k.weight", quantized("k.weight", "affine:bits=8,per=tensor"));
        assertThat(reason(fold(new Toy(0, false), weights).decisions().getFirst())).contains("the scale could go into 'k.weight'",
                "per=tensor", "without choosing codes anew");
    }

    @Test
    void withoutScalesNothingIsRun() {
        ObservedRun never = weights -> {
            throw new AssertionError("no scale to fold, and the model was run");
        };
        assertThat(fold(never, Map.of("k.weight", quantized("k.weight", "affine:bits=8,per=row"))).decisions()).isEmpty();
    }
}
