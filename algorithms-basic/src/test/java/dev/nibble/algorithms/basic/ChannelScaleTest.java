package dev.nibble.algorithms.basic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Preparation;
import dev.nibble.api.quantizer.Prepared;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.Transform;
import dev.nibble.api.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelScaleTest {
    private static final ChannelScale SCALE = new ChannelScale();

    @Test
    void aNumberGivesSmoothQuantsScales() {
        Tensor weights = Matrices.fill(2, 3, i -> new double[] {1, -2, 0.5, 0.25, 1, -4}[i]);
        Prepared prepared = prepare(weights, "0.5", Inputs.of(1, 4, 0), "affine:bits=4,group=3");
        float[] factors = ((Transform.InputScale) prepared.transform().orElseThrow()).values();
        // s = sqrt(max |x|) / sqrt(max |w|), and the input is divided by it; a silent channel stays.
        assertThat(factors)
                .containsExactly(new float[] {(float) Math.sqrt(1 / 3.0), (float) Math.sqrt(2 / 6.0), 1}, within(1e-6f));
        assertThat(prepared.changesFunction()).isFalse();
        assertThat(prepared.notes()).containsExactly("scale: 1 of 3 channels were never active and keep their weights");
    }

    @Test
    void refusesALayerThatWasNeverActive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prepare(Matrices.outliers(2, 4), "auto", Inputs.of(0, 0, 0, 0), "affine:bits=4,group=4"))
                .withMessageContaining("channels of 'w' matter: all activations were zero");
    }

    @Test
    void autoIsNeverWorseThanNoScalesByItsMeasureAndHelpsWhereChannelsDiffer() {
        Tensor weights = Matrices.outliers(64, 256);
        Prepared prepared = prepare(weights, "auto", Inputs.loud(256), "affine:bits=3,group=64");
        double least = prepared.lossTrace().stream().mapToDouble(loss -> loss).min().orElseThrow();
        assertThat(prepared.lossTrace()).hasSize(22);
        assertThat(least).isLessThan(0.8 * prepared.lossTrace().getFirst());
        assertThat(prepared.notes()).singleElement().asString().startsWith("scale: alpha ");
        assertThat(prepared.transform()).isPresent();
    }

    @Test
    void leavesWeightsAloneThatNoScaleHelps() {
        Prepared prepared = prepare(Matrices.fill(4, 64, i -> 0.37), "auto", Inputs.loud(64), "affine:bits=4,group=64");
        assertThat(prepared.notes()).containsExactly("scale: no scales");
        assertThat(prepared.transform()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "1.01", "NaN", "half"})
    void refusesAnAlphaThatCannotBe(String alpha) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prepare(Matrices.outliers(2, 64), alpha, Inputs.loud(64), "affine:bits=4,group=64"))
                .withMessage("option alpha of scale takes auto or a number from 0 to 1, not '" + alpha + "'");
    }

    @Test
    void refusesActivationsOfAnotherLayer() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prepare(Matrices.outliers(2, 128), "auto", Inputs.loud(64), "affine:bits=4,group=64"))
                .withMessageContaining("64 channels, and its weights 128");
    }

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(Preparation.class)).hasAtLeastOneElementOfType(ChannelScale.class);
    }

    private static Prepared prepare(Tensor weights, String alpha, ActivationStats stats, String format) {
        Format parsed = Matrices.format(format);
        return SCALE.prepare(new QuantizeRequest("w", weights, parsed, Settings.of(SCALE.options(), Map.of("alpha", alpha)),
                Optional.of(stats), 1));
    }
}
