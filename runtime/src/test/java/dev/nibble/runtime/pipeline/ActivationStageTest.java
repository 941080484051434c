package dev.nibble.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.Int8Static;
import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.ActivationChoice;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Prepared;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.TestWeights;
import dev.nibble.runtime.pipeline.TestStages.Chooses;
import dev.nibble.runtime.pipeline.TestStages.Prepares;
import dev.nibble.runtime.pipeline.TestStages.Quantizes;
import dev.nibble.runtime.pipeline.TestStages.Refines;
import dev.nibble.runtime.quantize.Quantization;
import dev.nibble.runtime.testing.Plugins;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ActivationStageTest {
    private static final int K = 64;
    private static final Tensor WEIGHTS = TestWeights.dense(Shape.of(8, K), Fill.NORMAL, 1);
    private static final Tensor SAMPLES = TestWeights.dense(Shape.of(5, K), Fill.NORMAL, 2);
    private static final String FORMAT = "affine:bits=4,group=32";
    private static final Chooses WIDEST = new Chooses("int8-static", request -> ActivationChoice.of(
            Int8Static.symmetric(request.activations().orElseThrow().largest())));

    private static Tensor row(float value) {
        float[] values = new float[K];
        Arrays.fill(values, value);
        return Tensor.of(Shape.of(K), values);
    }

    private static QuantizeResult run(String text, Optional<Tensor> samples, Plugin... stages) {
        Registry registry = Plugins.with(stages);
        Quantizer quantizer = registry.quantizer(text);
        ActivationStats stats = new ActivationStats(K, row(1), row(1), row(-2), row(3), samples,
                Optional.of(Tensor.allocate(ElementType.F64, Shape.of(K, K))));
        return new Quantization(registry).quantize(quantizer, new QuantizeRequest("layer.q", WEIGHTS, registry.format(FORMAT),
                Settings.defaults(quantizer.options()), Optional.of(stats), 42));
    }

    @Test
    void withoutOneInputsStayAsTheyAre() {
        assertThat(run("rtn", Optional.empty(), Quantizes.standard("rtn")).activation()).isSameAs(Activation.F32);
        assertThat(run("rtn | r", Optional.empty(), Quantizes.standard("rtn"), Refines.same("r")).activation())
                .isSameAs(Activation.F32);
    }

    @Test
    void itSeesInputsAfterTheirTransformAndItsChoiceGoesWithTheWeight() {
        float[] halves = new float[K];
        Arrays.fill(halves, 0.5f);
        Prepares halving = new Prepares("halve", Set.of(), request -> Prepared.scaled(request.weights(), halves));
        QuantizeResult result = run("halve | rtn | int8-static", Optional.of(SAMPLES), halving, Quantizes.standard("rtn"), WIDEST);
        assertThat(result.activation()).isEqualTo(Int8Static.symmetric(1.5f));
        assertThat(result.transform()).isPresent();
        assertThat(result.stages()).extracting("stage").containsExactly("halve", "rtn", "int8-static");
        assertThat(result.notes()).singleElement().asString().matches("int8-static: inputs as int8-static:scale=[0-9.]+,zero=0: "
                + "its outputs differ by \\d\\.\\d\\de-0\\d, relative, on 5 rows");
    }

    @Test
    void anExactChoiceChangesNothingAndACoarseOneIsToldToDoSo() {
        Tensor whole = TestWeights.dense(Shape.of(3, K), Fill.ONES, 1);
        assertThat(run("rtn | a", Optional.of(whole), Quantizes.standard("rtn"),
                new Chooses("a", _ -> ActivationChoice.of(new Int8Static(1, 0)))).notes())
                .singleElement().asString().contains("differ by 0.00e+00");
        assertThat(run("rtn | a", Optional.of(whole), Quantizes.standard("rtn"),
                new Chooses("a", _ -> new ActivationChoice(new Int8Static(4, 0), List.of("coarse")))).notes())
                .containsExactly("a: coarse", "a: inputs as int8-static:scale=4.0,zero=0: its outputs differ by 1.00e+00, relative, "
                        + "on 3 rows");
    }

    @Test
    void aQuantizerMayChooseItselfAndThenNoStageMayAfterIt() {
        Quantizes own = new Quantizes("own", request -> new QuantizeResult(request.format().encode(request.weights()), List.of(),
                Optional.empty(), Activation.INT8_ROW, List.of(), List.of()));
        assertThat(run("own", Optional.empty(), own).activation()).isSameAs(Activation.INT8_ROW);
        assertThat(run("own | r", Optional.empty(), own, Refines.same("r")).activation()).isSameAs(Activation.INT8_ROW);
        assertThatThrownBy(() -> run("own | int8-static", Optional.empty(), own, WIDEST))
                .hasMessageContaining("stage 'int8-static'").hasMessageContaining("quantized already, as int8");
        Refines choosing = new Refines("r", false, (_, start) -> new QuantizeResult(start, List.of(), Optional.empty(),
                Activation.INT8_ROW, List.of(), List.of()));
        assertThatThrownBy(() -> run("own | r", Optional.empty(), own, choosing)).hasMessageContaining("broke its contract");
    }

    @Test
    void itStandsLastAndAloneAndQuantizesNoWeights() {
        Registry registry = Plugins.with(Quantizes.standard("rtn"), Refines.same("gptq"), WIDEST,
                new Chooses("int8", _ -> ActivationChoice.of(Activation.INT8_ROW)));
        assertThat(registry.activationQuantizers()).hasSize(2);
        assertThat(registry.quantizer("rtn | int8").name()).isEqualTo("rtn | int8");
        refused(registry, "int8", "nothing in pipeline 'int8' quantizes the weights; it needs one of gptq, rtn");
        refused(registry, "rtn | int8 | gptq", "the refiner 'gptq' stands after the activation quantizer 'int8'");
        refused(registry, "rtn | int8 | int8-static", "has two activation quantizers, 'int8' and 'int8-static'");
        assertThatThrownBy(() -> registry.quantizer("rtn | int9")).isInstanceOf(NoSuchPluginException.class)
                .hasMessageEndingWith("at the end: int8, int8-static");
    }

    private static void refused(Registry registry, String text, String message) {
        assertThatThrownBy(() -> registry.quantizer(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
