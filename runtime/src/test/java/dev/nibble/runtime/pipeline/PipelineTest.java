package dev.nibble.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Fill;
import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.Prepared;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.TestWeights;
import dev.nibble.runtime.pipeline.TestStages.Prepares;
import dev.nibble.runtime.pipeline.TestStages.Quantizes;
import dev.nibble.runtime.pipeline.TestStages.Refines;
import dev.nibble.runtime.quantize.Quantization;
import dev.nibble.runtime.quantize.QuantizationRefusedException;
import dev.nibble.runtime.testing.Plugins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private static final int K = 64;
    private static final Tensor WEIGHTS = TestWeights.dense(Shape.of(8, K), Fill.NORMAL, 1);
    private static final Tensor SAMPLES = TestWeights.dense(Shape.of(5, K), Fill.NORMAL, 2);
    private static final String FORMAT = "affine:bits=4,group=32";

    /** Statistics of {@link #SAMPLES}. */
    private static ActivationStats stats() {
        Tensor gram = Tensor.allocate(ElementType.F64, Shape.of(K, K));
        float[] row = new float[K];
        for (int r = 0; r < 5; r++) {
            SAMPLES.readRow(r, row);
            for (int i = 0; i < K; i++) {
                for (int j = 0; j < K; j++) {
                    long at = 8L * (i * K + j);
                    gram.data().set(Layouts.DOUBLE, at, gram.data().get(Layouts.DOUBLE, at) + (double) row[i] * row[j]);
                }
            }
        }
        Tensor ones = Tensor.of(Shape.of(K), floats(1));
        return new ActivationStats(5, ones, ones, Tensor.of(Shape.of(K), floats(-1)), ones, Optional.of(SAMPLES),
                Optional.of(gram));
    }

    private static float[] floats(float value) {
        float[] values = new float[K];
        java.util.Arrays.fill(values, value);
        return values;
    }

    /** Factors between 1/3 and 3, none a power of two, so that dividing by them rounds. */
    private static float[] factors() {
        float[] factors = new float[K];
        for (int k = 0; k < K; k++) {
            factors[k] = (k % 7 + 1) / 3f;
        }
        return factors;
    }

    private static Prepares scaling(String name) {
        return new Prepares(name, Set.of(), request -> Prepared.scaled(request.weights(), factors())
                .withNotes(List.of("scaled by " + request.settings().number("alpha"))));
    }

    private static QuantizeResult run(String text, Plugin... stages) {
        Registry registry = Plugins.with(stages);
        Quantizer quantizer = registry.quantizer(text);
        return new Quantization(registry).quantize(quantizer, new QuantizeRequest("layer.q", WEIGHTS, registry.format(FORMAT),
                Settings.defaults(quantizer.options()), Optional.of(stats()), 42));
    }

    @Test
    void runsStagesInOrderAndWritesDownEachOfThem() {
        List<String> order = new ArrayList<>();
        var result = run("scale:alpha=0.25 | rtn:iters=3 | again",
                new Prepares("scale", Set.of(), request -> {
                    order.add("scale " + request.settings().toMap());
                    return Prepared.scaled(request.weights(), factors());
                }),
                new Quantizes("rtn", request -> {
                    order.add("rtn " + request.settings().toMap());
                    return QuantizeResult.of(request.format().encode(request.weights()), List.of(3.0, 2.0));
                }),
                Refines.same("again"));
        assertThat(order).containsExactly("scale {alpha=0.25, clip=false}", "rtn {iters=3}");
        var by = result.tensor().provenance();
        assertThat(by.quantizer()).isEqualTo("scale:alpha=0.25 | rtn:iters=3 | again");
        assertThat(by.version()).isEqualTo("1 | 2 | 3");
        assertThat(by.settings()).containsOnly(Map.entry("scale.alpha", "0.25"), Map.entry("scale.clip", "false"),
                Map.entry("rtn.iters", "3"), Map.entry("seed", "42"));
        assertThat(by.pluginDigest()).matches("[0-9a-f]{64} \\| [0-9a-f]{64} \\| [0-9a-f]{64}");
        assertThat(result.stages()).extracting("stage").containsExactly("scale:alpha=0.25", "rtn:iters=3", "again");
        assertThat(result.lossTrace()).containsExactly(3.0, 2.0);
    }

    @Test
    void theWeightsThatAreQuantizedAreTheScaledOnesAndTheTransformIsTheProduct() {
        var result = run("a | b | rtn", scaling("a"), scaling("b"), Quantizes.standard("rtn"));
        float[] expected = factors();
        for (int k = 0; k < K; k++) {
            expected[k] *= factors()[k];
        }
        assertThat(((Transform.InputScale) result.transform().orElseThrow()).values()).containsExactly(expected);
        Tensor twice = Prepared.scaled(Prepared.scaled(WEIGHTS, factors()).weights(), factors()).weights();
        assertSame(result.tensor(), twice);
        assertThat(result.notes()).containsExactly("a: scaled by 0.5", "b: scaled by 0.5");
    }

    private static void assertSame(QuantizedTensor made, Tensor weights) {
        QuantizedTensor expected = made.format().encode(weights);
        made.components().forEach((name, component) ->
                assertThat(component.sameBytes(expected.component(name))).as(name).isTrue());
    }

    @Test
    void laterStagesSeeStatisticsOfTheTransformedInput() {
        List<ActivationStats> seen = new ArrayList<>();
        run("scale | look | rtn", scaling("scale"), new Prepares("look", Set.of(Need.SAMPLES), request -> {
            seen.add(request.activations().orElseThrow());
            return Prepared.unchanged(request.weights());
        }), Quantizes.standard("rtn"));
        ActivationStats stats = seen.getFirst();
        double[] gram = new double[K];
        double[] before = new double[K];
        for (int i = 0; i < K; i++) {
            float f = factors()[i];
            assertThat(stats.meanAbs().getFloat(0, i)).isEqualTo(f);
            assertThat((double) stats.meanSquare().getFloat(0, i)).isCloseTo((double) f * f, within(1e-6));
            assertThat(stats.min().getFloat(0, i)).isEqualTo(-f);
            assertThat(stats.samples().orElseThrow().getFloat(3, i)).isEqualTo(SAMPLES.getFloat(3, i) * f);
            stats.readGramRow(i, gram);
            stats().readGramRow(i, before);
            for (int j = 0; j < K; j++) {
                assertThat(gram[j]).isEqualTo(before[j] * ((double) f * factors()[j]));
            }
        }
    }

    @Test
    void aStageThatBreaksInvarianceIsRefusedWithTheMeasuredDifference() {
        // The mistake of folding into a norm that multiplies by 1 + w: the input is scaled by f, the weights as if by 1 + f.
        var wrong = new Prepares("wrong", Set.of(), request -> {
            float[] shifted = factors();
            for (int k = 0; k < K; k++) {
                shifted[k] += 1;
            }
            return new Prepared(Prepared.scaled(request.weights(), shifted).weights(),
                    Optional.of(Transform.InputScale.of(factors())), false, List.of(), List.of());
        });
        assertThatThrownBy(() -> run("wrong | rtn", wrong, Quantizes.standard("rtn")))
                .isInstanceOf(QuantizationRefusedException.class)
                .hasMessageContaining("stage 'wrong'").hasMessageContaining("'layer.q'")
                .hasMessageContaining("keeps the layer's function and does not")
                .hasMessageMatching("(?s).*outputs differ by \\d\\.\\d\\de-0[01], relative, on 9 rows.*");
    }

    @Test
    void oneWeightThatIsOffByALittleIsFound() {
        var off = new Prepares("off", Set.of(), request -> {
            Tensor weights = Prepared.scaled(request.weights(), factors()).weights();
            weights.setFloat(3, 5, weights.getFloat(3, 5) * 1.001f);
            return new Prepared(weights, Optional.of(Transform.InputScale.of(factors())), false, List.of(), List.of());
        });
        assertThatThrownBy(() -> run("off | rtn", off, Quantizes.standard("rtn"))).hasMessageContaining("does not: its outputs");
    }

    @Test
    void aStageThatDeclaresItsChangeIsReported() {
        var clip = new Prepares("clip", Set.of(), request -> {
            Tensor clipped = request.weights().copy();
            clipped.setFloat(0, 0, 0);
            return Prepared.changed(clipped);
        });
        assertThat(run("clip | rtn", clip, Quantizes.standard("rtn")).notes()).singleElement().asString()
                .matches("clip: changes the layer: its outputs differ by \\d\\.\\d\\de-0\\d, relative, on 9 rows");
    }

    @Test
    void aRefinerThatStandsFirstStartsFromTheStandardEncode() {
        List<QuantizedTensor> starts = new ArrayList<>();
        var result = run("gptq", new Refines("gptq", false, (_, start) -> {
            starts.add(start);
            return QuantizeResult.of(start);
        }));
        assertSame(starts.getFirst(), WEIGHTS);
        assertSame(result.tensor(), WEIGHTS);
    }

    @Test
    void aRefinerKeepsParametersOrSaysThatItDoesNot() {
        Tensor other = TestWeights.dense(Shape.of(8, K), Fill.NORMAL, 9);
        assertThatThrownBy(() -> run("rtn | r", Quantizes.standard("rtn"), new Refines("r", false,
                (request, _) -> QuantizeResult.of(request.format().encode(other)))))
                .hasMessageContaining("stage 'r' broke its contract").hasMessageContaining("changed component 'scale'");
        assertSame(run("rtn | r", Quantizes.standard("rtn"), new Refines("r", true,
                (request, _) -> QuantizeResult.of(request.format().encode(other)))).tensor(), other);
    }

    @Test
    void needsAndRefusalsOfAllStagesAreThePipelines() {
        Registry registry = Plugins.with(new Prepares("p", Set.of(Need.SAMPLES), request -> Prepared.unchanged(request.weights())),
                Refines.same("r"));
        Quantizer pipeline = registry.quantizer("p | r");
        assertThat(pipeline.needs()).containsExactlyInAnyOrder(Need.SAMPLES, Need.GRAM);
        assertThat(pipeline.supports(registry.format("nf4")).toString()).isEqualTo("p, format: not nf4 required, nf4:block=64 given");
    }

    @Test
    void aStageThatStandsTwiceHasItsPlaceInItsOptions() {
        Registry registry = Plugins.with(scaling("s"), Quantizes.standard("rtn"));
        assertThat(registry.quantizer("s:clip | s|rtn").name()).isEqualTo("s:clip=true | s | rtn");
        assertThat(registry.quantizer("s:clip | s|rtn").options()).extracting("name")
                .containsExactly("1.s.alpha", "1.s.clip", "2.s.alpha", "2.s.clip", "rtn.iters");
    }

    @Test
    void aPlainNameIsThePluginItself() {
        Quantizes rtn = Quantizes.standard("rtn");
        assertThat(Plugins.with(rtn).quantizer("rtn")).isSameAs(rtn);
    }

    @Test
    void everyWrongTextHasOneClearMessage() {
        Registry registry = Plugins.with(scaling("awq"), Quantizes.standard("rtn"), Quantizes.standard("hqq"), Refines.same("gptq"));
        refused(registry, "rtn | hqq", "has two quantizers, 'rtn' and 'hqq'");
        refused(registry, "rtn | awq", "the preparation 'awq' stands after the quantizer 'rtn'");
        refused(registry, "gptq | rtn", "the quantizer 'rtn' stands after the refiner 'gptq'");
        refused(registry, "awq", "nothing in pipeline 'awq' quantizes the weights; it needs one of gptq, hqq, rtn");
        refused(registry, "awq | | rtn", "has no name");
        refused(registry, "awq:beta=1 | rtn", "stage 'awq:beta=1': there is no option 'beta'; known options: alpha, clip");
        refused(registry, "awq:alpha=x | rtn", "option alpha takes a finite number, not 'x'");
        refused(registry, "awq:alpha=1,alpha=2 | rtn", "key 'alpha' stands twice");
        refused(registry, "awq:alpha=1,,clip | rtn", "'' in stage 'awq:alpha=1,,clip' is not key=value");
        assertThatThrownBy(() -> registry.quantizer("awq | x")).isInstanceOf(NoSuchPluginException.class)
                .hasMessage("there is no stage 'x'; there are: hqq, rtn; before a quantizer: awq; after one or alone: gptq");
    }

    private static void refused(Registry registry, String text, String message) {
        assertThatThrownBy(() -> registry.quantizer(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void statisticsThatAreNotFiniteAreRefusedByChannel() {
        Registry registry = Plugins.with(new Prepares("p", Set.of(Need.MOMENTS), request -> Prepared.unchanged(request.weights())),
                Quantizes.standard("rtn"));
        Quantizer quantizer = registry.quantizer("p | rtn");
        Tensor bad = stats().meanAbs().copy();
        bad.setFloat(0, 7, Float.NaN);
        ActivationStats good = stats();
        var stats = new ActivationStats(5, bad, good.meanSquare(), good.min(), good.max(), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> new Quantization(registry).quantize(quantizer, new QuantizeRequest("layer.q", WEIGHTS,
                registry.format(FORMAT), Settings.defaults(quantizer.options()), Optional.of(stats), 1)))
                .isInstanceOf(QuantizationRefusedException.class).hasMessageContaining("NaN for channel 7");
    }

    @Test
    void oneNameIsOneStageOfWhateverKind() {
        Registry registry = Plugins.with(scaling("x"), Quantizes.standard("x"));
        assertThat(registry.preparations()).hasSize(1);
        assertThat(registry.quantizers()).isEmpty();
        assertThat(registry.problems()).singleElement().asString().contains("its name 'x' is taken by");
    }
}
