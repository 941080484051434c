package dev.nibble.algorithms.awq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.api.format.Format;
import dev.nibble.api.quantizer.Prepared;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.conformance.Goldens;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code compat=llm-awq} and {@code compat=autoawq} against the outputs of llm-awq and AutoAWQ. Errors are from their manifest.
 */
class AwqReferenceTest {
    private static final Path SHARED = Path.of("..", "..", "shared", "goldens");
    private static final Format FORMAT = Layers.format("affine:bits=4,group=128,zero=int");
    private static final double GATE = 1e-3;

    @ParameterizedTest
    @CsvSource({
        "awq,     llmawq_b4_g128,  llm-awq, true,  'activations, ratio 0.35', 0.006760824393657683, 0.006248705419776608",
        "autoawq, b4_g128_duo,     autoawq, true,  'duo, ratio 0.30',         0.006685507000270773, 0.00595502119479479",
        "autoawq, b4_g128_noduo,   autoawq, false, 'activations, ratio 0.35', 0.006760824393657683, 0.006248705419776608"})
    void meetsTheGates(String family, String config, String compat, String duo, String chosen, double mse, double clippedMse,
            TestReporter reporter) {
        Tensor weights = shared("inputs").tensor("w_normal");
        Tensor x = shared("inputs").tensor("x_w_normal");
        Goldens goldens = shared(family + ".w_normal");

        Prepared scaled = Layers.prepare(weights, x, FORMAT, "compat", compat, "duo", duo);
        assertThat(scaled.notes()).containsExactly("awq: " + chosen);
        float[] scales = Layers.values(goldens.tensor(config + "/scales"));
        float[] factors = Layers.factors(scaled, scales.length);
        for (int k = 0; k < scales.length; k++) {
            assertThat(1 / factors[k]).as("scale of channel %d", k).isCloseTo(scales[k], within(1e-5f * scales[k]));
        }
        double error = Layers.outputError(weights, Layers.roundedToNearest(scaled, FORMAT), x);
        assertThat(error).isCloseTo(mse, within(GATE * mse));

        Prepared clipped = Layers.prepare(weights, x, FORMAT, "compat", compat, "duo", duo, "clip", "true");
        double clippedError = Layers.outputError(weights, Layers.roundedToNearest(clipped, FORMAT), x);
        int bounds = differingBounds(scaled, clipped, goldens.tensor(config + "/clip_max"));
        reporter.publishEntry(config, "output error " + error + " for " + mse + ", clipped " + clippedError + " for "
                + clippedMse + ", clips that differ: " + bounds + " of 1024");
        assertThat(clippedError).isCloseTo(clippedMse, within(GATE * clippedMse));
        // A range of [-b, b] has its zero on a tie, so the last bit of b decides, and with it the sums of torch.
        assertThat(bounds).isLessThanOrEqualTo(20);
    }

    @Test
    void meetsTheGateForClippingAlone() {
        Tensor weights = shared("inputs").tensor("w_normal");
        Tensor x = shared("inputs").tensor("x_w_normal");
        Prepared clipped = Layers.prepare(weights, x, FORMAT, "compat", "llm-awq", "scale", "false", "clip", "true");
        assertThat(clipped.transform()).isEmpty();
        double error = Layers.outputError(weights, Layers.roundedToNearest(clipped, FORMAT), x);
        assertThat(error).isCloseTo(0.007386146837666986, within(GATE * 0.007386146837666986));
    }

    @Test
    void makesTheCodesOfLlmAwq() {
        Tensor weights = shared("inputs").tensor("w_normal");
        Tensor x = shared("inputs").tensor("x_w_normal");
        Prepared clipped = Layers.prepare(weights, x, FORMAT, "compat", "llm-awq", "clip", "true");
        float[] codes = Layers.values(FORMAT.encode(clipped.weights()).component("codes"));
        float[] expected = Layers.values(shared("awq.w_normal").tensor("llmawq_b4_g128/codes_scaled_clipped"));
        int differing = 0;
        for (int i = 0; i < codes.length; i++) {
            differing += codes[i] == expected[i] ? 0 : 1;
        }
        assertThat((double) differing / codes.length).as("share of codes that differ").isLessThanOrEqualTo(1e-2);
    }

    @Test
    void losesAsTheReferenceDoesAtEveryRatio() {
        Tensor weights = shared("inputs").tensor("w_normal");
        Tensor x = shared("inputs").tensor("x_w_normal");
        double[] duo = {0.02302362769842148, 0.01706889644265175, 0.013527456670999527, 0.010589852929115295,
            0.008395252749323845, 0.00730863306671381, 0.006685507483780384, 0.006717177107930183, 0.007105576805770397,
            0.007656736299395561, 0.008386479690670967, 0.009600305929780006, 0.011500192806124687, 0.014448190107941628,
            0.018151286989450455, 0.022892702370882034, 0.02779526449739933, 0.033750876784324646, 0.039908267557621,
            0.046256743371486664};
        Prepared prepared = Layers.prepare(weights, x, FORMAT, "compat", "autoawq");
        assertThat(prepared.lossTrace()).hasSize(duo.length);
        for (int i = 0; i < duo.length; i++) {
            assertThat(prepared.lossTrace().get(i)).as("ratio %d / 20", i).isCloseTo(duo[i], within(GATE * duo[i]));
        }
    }

    @Test
    void theDefaultIsBetterThanBothReferences() {
        Tensor weights = shared("inputs").tensor("w_normal");
        Tensor x = shared("inputs").tensor("x_w_normal");
        double scaled = Layers.outputError(weights, Layers.roundedToNearest(Layers.prepare(weights, x, FORMAT), FORMAT), x);
        Prepared prepared = Layers.prepare(weights, x, FORMAT, "clip", "true");
        double clipped = Layers.outputError(weights, Layers.roundedToNearest(prepared, FORMAT), x);
        assertThat(scaled).isLessThanOrEqualTo(0.006685507000270773 * (1 + 1e-6));
        assertThat(clipped).isLessThan(0.00595502119479479);
    }

    private static Goldens shared(String file) {
        Optional<Goldens> goldens = Goldens.file(SHARED.resolve(file + ".safetensors"));
        assumeTrue(goldens.isPresent(), "shared/goldens/" + file + ".safetensors is not there");
        return goldens.get();
    }

    /** Groups that were not clipped where the reference did, or the other way round, or elsewhere. */
    private static int differingBounds(Prepared scaled, Prepared clipped, Tensor golden) {
        float[] before = Layers.values(scaled.weights());
        float[] after = Layers.values(clipped.weights());
        float[] bounds = Layers.values(golden);
        int differing = 0;
        for (int g = 0; g < bounds.length; g++) {
            float most = 0;
            float kept = 0;
            for (int i = g * 128; i < (g + 1) * 128; i++) {
                most = Math.max(most, Math.abs(before[i]));
                kept = Math.max(kept, Math.abs(after[i]));
            }
            differing += Math.abs(kept - Math.min(most, bounds[g])) > 1e-4f * bounds[g] ? 1 : 0;
        }
        return differing;
    }
}
