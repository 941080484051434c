package dev.nibble.runtime.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.format.Format;
import dev.nibble.api.op.Fill;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.TestWeights;
import dev.nibble.runtime.testing.Plugins;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class QuantizationTest {
    private static final Tensor WEIGHTS = TestWeights.dense(Shape.of(4, 64), Fill.NORMAL, 1);

    /** A quantizer of which one thing is given. */
    record Given(Set<Need> needs, Function<QuantizeRequest, QuantizeResult> body) implements Quantizer {
        @Override
        public String name() {
            return "given";
        }

        @Override
        public String version() {
            return "7";
        }

        @Override
        public String description() {
            return "for tests";
        }

        @Override
        public List<Option> options() {
            return List.of(Option.integer("iters", 20, "steps"));
        }

        @Override
        public Support supports(Format format) {
            return Support.yes().require("family", "not mxfp4", format.text(), !format.text().equals("mxfp4"));
        }

        @Override
        public QuantizeResult quantize(QuantizeRequest request) {
            return body.apply(request);
        }
    }

    private static final Function<QuantizeRequest, QuantizeResult> ENCODE =
            request -> QuantizeResult.of(request.format().encode(request.weights()));

    private static QuantizeResult run(Quantizer quantizer, Tensor weights, String format) {
        Registry registry = Plugins.with(quantizer);
        return new Quantization(registry).quantize(quantizer, new QuantizeRequest("layer.q", weights,
                registry.format(format), Settings.of(quantizer.options(), Map.of("iters", "3")), Optional.empty(), 42));
    }

    @Test
    void writesDownWhoMadeIt() {
        var provenance = run(new Given(Set.of(), ENCODE), WEIGHTS, "four-parts").tensor().provenance();
        assertThat(provenance.quantizer()).isEqualTo("given");
        assertThat(provenance.version()).isEqualTo("7");
        assertThat(provenance.settings()).containsExactlyEntriesOf(new java.util.TreeMap<>(Map.of("iters", "3", "seed", "42")));
        assertThat(provenance.pluginDigest()).matches("[0-9a-f]{64}");
    }

    @Test
    void refusesWeightsThatAreNotFiniteAndSaysWhere() {
        Tensor bad = WEIGHTS.copy();
        bad.setFloat(2, 5, Float.NaN);
        assertThatThrownBy(() -> run(new Given(Set.of(), ENCODE), bad, "four-parts"))
                .isInstanceOf(QuantizationRefusedException.class)
                .hasMessageContaining("'layer.q'").hasMessageContaining("'given'").hasMessageContaining("NaN at row 2, column 5");
    }

    @Test
    void refusesFormatsAndShapesThatDoNotFitWithEveryReason() {
        assertThatThrownBy(() -> run(new Given(Set.of(), ENCODE), WEIGHTS, "mxfp4"))
                .hasMessageContaining("family: not mxfp4 required, mxfp4 given");
        assertThatThrownBy(() -> run(new Given(Set.of(Need.GRAM), ENCODE), WEIGHTS, "affine:bits=4,group=3,axis=0"))
                .isInstanceOfSatisfying(QuantizationRefusedException.class, e -> {
                    assertThat(e.tensor()).isEqualTo("layer.q");
                    assertThat(e.support().failed()).hasSize(2);
                })
                .hasMessageContaining("a multiple of the group size 3")
                .hasMessageContaining("GRAM of the layer's inputs, for 64 channels required");
    }

    @Test
    void aQuantizersOwnRefusalKeepsItsReason() {
        assertThatThrownBy(() -> run(new Given(Set.of(), request -> {
            throw new IllegalArgumentException("all rows are equal");
        }), WEIGHTS, "four-parts")).isInstanceOf(QuantizationRefusedException.class).hasMessageContaining("all rows are equal");
    }

    @Test
    void aQuantizerThatBreaksItsContractIsNamed() {
        assertThatThrownBy(() -> run(new Given(Set.of(), request -> QuantizeResult.of(
                request.format().encode(TestWeights.dense(Shape.of(2, 64), Fill.NORMAL, 1)))), WEIGHTS, "four-parts"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'given' broke its contract on tensor 'layer.q'").hasMessageContaining("four-parts[2x64]");
        assertThatThrownBy(() -> run(new Given(Set.of(), request -> new QuantizeResult(
                request.format().encode(request.weights()), List.of(),
                Optional.of(new Transform.InputScale(Tensor.of(Shape.of(2), 1, 0))))), WEIGHTS, "four-parts"))
                .hasMessageContaining("2 factors for 64 channels");
        assertThatThrownBy(() -> run(new Given(Set.of(), request -> {
            request.weights().setFloat(0, 0, 1);
            return ENCODE.apply(request);
        }), WEIGHTS, "four-parts")).hasMessageContaining("read-only");
    }

    @Test
    void measuresTheErrorOfWeights() {
        Tensor w = Tensor.of(Shape.of(1, 2), 3, 4);
        var exact = Plugins.with().format("dense:f32").encode(w);
        assertThat(WeightError.between(w, exact)).isEqualTo(new WeightError(0, 0, 0));
        WeightError error = WeightError.between(Tensor.of(Shape.of(1, 2), 3, 5), exact);
        assertThat(error.maxAbs()).isEqualTo(1);
        assertThat(error.meanAbs()).isEqualTo(0.5);
        assertThat(error.relative()).isCloseTo(1 / Math.sqrt(34), org.assertj.core.data.Offset.offset(1e-15));
    }
}
