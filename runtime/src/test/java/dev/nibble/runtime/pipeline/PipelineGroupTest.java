package dev.nibble.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.op.Fill;
import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.Prepared;
import dev.nibble.api.quantizer.PreparedTogether;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.TestWeights;
import dev.nibble.runtime.pipeline.TestStages.Prepares;
import dev.nibble.runtime.pipeline.TestStages.PreparesTogether;
import dev.nibble.runtime.pipeline.TestStages.Quantizes;
import dev.nibble.runtime.quantize.JointQuantizer;
import dev.nibble.runtime.quantize.Quantization;
import dev.nibble.runtime.quantize.QuantizationRefusedException;
import dev.nibble.runtime.testing.Plugins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Layers that share an input, through pipelines with stages that join them and stages that do not. */
class PipelineGroupTest {
    private static final int K = 64;
    private static final String FORMAT = "affine:bits=4,group=32";
    private static final List<String> NAMES = List.of("q", "k", "v");

    private final List<List<String>> seen = new ArrayList<>();

    private static float[] factors(int step) {
        float[] factors = new float[K];
        for (int k = 0; k < K; k++) {
            factors[k] = (k % 7 + step) / 3f;
        }
        return factors;
    }

    private PreparesTogether joining() {
        return new PreparesTogether("join", requests -> {
            seen.add(requests.stream().map(QuantizeRequest::name).toList());
            return PreparedTogether.scaled(requests, factors(1));
        });
    }

    private static List<QuantizeResult> run(String text, Map<String, String> set, Plugin... stages) {
        Registry registry = Plugins.with(stages);
        JointQuantizer quantizer = (JointQuantizer) registry.quantizer(text);
        List<QuantizeRequest> requests = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            requests.add(QuantizeRequest.of(NAMES.get(i), TestWeights.dense(Shape.of(8 + i, K), Fill.NORMAL, i),
                    registry.format(FORMAT), Settings.of(quantizer.options(), set), 42));
        }
        return new Quantization(registry).quantizeTogether(quantizer, requests);
    }

    private static float[] scale(QuantizeResult result) {
        return ((Transform.InputScale) result.transform().orElseThrow()).values();
    }

    @Test
    void aStageThatJoinsSeesAllLayersAndGivesThemOneTransform() {
        var results = run("join | rtn", Map.of(), joining(), Quantizes.standard("rtn"));
        assertThat(seen).containsExactly(NAMES);
        assertThat(results).hasSize(3).allSatisfy(result -> assertThat(scale(result)).containsExactly(factors(1)));
        assertThat(results).extracting(result -> result.tensor().shape().rows()).containsExactly(8L, 9L, 10L);
        assertThat(results.get(1).notes()).containsExactly("join: prepared together with q, v");
        assertThat(results.get(2).tensor().provenance().settings()).containsEntry("join.shared", "true");
    }

    @Test
    void aSettingLetsEachLayerBePreparedAlone() {
        run("join | rtn", Map.of("join.shared", "false"), joining(), Quantizes.standard("rtn"));
        assertThat(seen).containsExactly(List.of("q"), List.of("k"), List.of("v"));
    }

    @Test
    void stagesThatKnowNothingOfGroupsRunBesideThoseThatDo() {
        var plain = new Prepares("plain", Set.of(), request -> Prepared.scaled(request.weights(), factors(2)));
        var results = run("plain | join | rtn", Map.of(), plain, joining(), Quantizes.standard("rtn"));
        assertThat(seen).as("the same scale for all of them leaves their input shared").containsExactly(NAMES);
        float[] product = factors(1);
        for (int k = 0; k < K; k++) {
            product[k] = factors(2)[k] * product[k];
        }
        assertThat(results).allSatisfy(result -> assertThat(scale(result)).containsExactly(product));
    }

    @Test
    void layersThatEarlierStagesSetApartAreTreatedAloneAndToldSo() {
        var apart = new Prepares("apart", Set.of(),
                request -> Prepared.scaled(request.weights(), factors(request.name().equals("k") ? 2 : 3)));
        var results = run("apart | join | rtn", Map.of(), apart, joining(), Quantizes.standard("rtn"));
        assertThat(seen).containsExactly(List.of("q"), List.of("k"), List.of("v"));
        assertThat(results.getFirst().notes()).containsExactly("join: prepared alone: earlier stages gave it and k, v, which"
                + " took the same input, transforms of their own");
    }

    @Test
    void eachLayerOfAGroupIsHeldToTheStagesWord() {
        var wrong = new PreparesTogether("wrong", requests -> {
            PreparedTogether right = PreparedTogether.scaled(requests, factors(1));
            List<Tensor> weights = new ArrayList<>(right.weights());
            weights.set(1, requests.get(1).weights());
            return new PreparedTogether(right.transform(), weights, false, List.of(), List.of());
        });
        assertThatThrownBy(() -> run("wrong | rtn", Map.of(), wrong, Quantizes.standard("rtn")))
                .isInstanceOf(QuantizationRefusedException.class)
                .hasMessageContaining("stage 'wrong' on tensor 'k'").hasMessageContaining("does not: its outputs differ by");
    }

    @Test
    void aStageThatForgetsALayerBreaksItsContract() {
        var forgets = new PreparesTogether("forgets", requests -> new PreparedTogether(Optional.empty(),
                List.of(requests.getFirst().weights()), false, List.of(), List.of()));
        assertThatThrownBy(() -> run("forgets | rtn", Map.of(), forgets, Quantizes.standard("rtn")))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("it made 1 weights of 3");
    }

    @Test
    void aRefusalNamesTheLayerThatIsRefused() {
        var picky = new Quantizes("picky", request -> {
            if (request.name().equals("v")) {
                throw new IllegalArgumentException("not this one");
            }
            return QuantizeResult.of(request.format().encode(request.weights()));
        });
        assertThatThrownBy(() -> run("join | picky", Map.of(), joining(), picky))
                .isInstanceOf(QuantizationRefusedException.class)
                .hasMessageContaining("stage 'picky' on tensor 'v': not this one");
    }
}
