package dev.nibble.algorithms.awq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.format.Format;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.Preparation;
import dev.nibble.api.quantizer.Prepared;
import dev.nibble.api.quantizer.PreparedTogether;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwqTest {
    private static final double ROUNDING = 1 + 1e-5;

    private final Tensor weights = Layers.weights(48, 136, 1);
    private final Tensor x = Layers.inputs(96, 136, 2);

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=4,group=64,zero=float", "affine:bits=2,group=32,zero=int",
        "affine:bits=3,per=row,zero=none", "nf4:block=64", "nf4:block=64,double=256", "affine:bits=4,group=64,zero=float,params=f16", "nvfp4"})
    void scalingIsNeverWorseThanNoneAndClippingNeverWorseThanScaling(String text) {
        Format format = Layers.format(text);
        double nearest = Layers.outputError(weights, Layers.values(format.encode(weights).decode()), x);
        Prepared scaled = Layers.prepare(weights, x, format);
        double scaledError = Layers.outputError(weights, Layers.roundedToNearest(scaled, format), x);
        double clippedError = Layers.outputError(
                weights, Layers.roundedToNearest(Layers.prepare(weights, x, format, "clip", "true"), format), x);
        assertThat(scaledError).isLessThan(nearest);
        assertThat(clippedError).isLessThanOrEqualTo(scaledError * ROUNDING);
        assertThat(scaled.lossTrace().getFirst()).isCloseTo(nearest, within(1e-6 * nearest));
        assertThat(scaled.lossTrace().stream().mapToDouble(loss -> loss).min().orElseThrow())
                .isCloseTo(scaledError, within(1e-4 * scaledError));
    }

    @Test
    void thePreparedLayerComputesWhatTheLayerDid() {
        Prepared prepared = Layers.prepare(weights, x, Layers.format("affine:bits=4,group=64"));
        float[] factors = Layers.factors(prepared, 136);
        float[] scaled = Layers.values(prepared.weights());
        float[] before = Layers.values(weights);
        assertThat(prepared.changesFunction()).isFalse();
        for (int i = 0; i < before.length; i++) {
            assertThat(scaled[i] * factors[i % 136]).isCloseTo(before[i], within(1e-6f * Math.abs(before[i])));
        }
    }

    @Test
    void layersThatShareAnInputGetTheScaleWithTheLeastSumOfTheirErrors() {
        Format format = Layers.format("affine:bits=3,group=64");
        List<Tensor> layers = List.of(weights, Layers.weights(20, 136, 7), Layers.weights(96, 136, 8));
        PreparedTogether together = Layers.AWQ.prepareTogether(layers.stream().map(w -> Layers.request(w, x, format)).toList());
        double[] none = new double[3];
        double[] shared = new double[3];
        for (int i = 0; i < 3; i++) {
            double outputs = (double) layers.get(i).shape().rows() / (48 + 20 + 96);
            none[i] = outputs * Layers.outputError(layers.get(i), Layers.values(format.encode(layers.get(i)).decode()), x);
            shared[i] = outputs * Layers.outputError(layers.get(i), Layers.roundedToNearest(together.layer(i), format), x);
        }
        double least = together.lossTrace().stream().mapToDouble(loss -> loss).min().orElseThrow();
        assertThat(together.lossTrace().getFirst()).isCloseTo(Arrays.stream(none).sum(), within(1e-6 * none[0]));
        assertThat(Arrays.stream(shared).sum()).isCloseTo(least, within(1e-4 * least)).isLessThan(Arrays.stream(none).sum());
        assertThat(together.transform()).isPresent();
        assertThat(together.weights()).extracting(Tensor::shape).isEqualTo(layers.stream().map(Tensor::shape).toList());
    }

    @Test
    void aGroupOfOneIsALayerAlone() {
        Format format = Layers.format("affine:bits=3,group=64");
        Prepared alone = Layers.prepare(weights, x, format, "clip", "true");
        Prepared group = Layers.AWQ.prepareTogether(List.of(Layers.request(weights, x, format, "clip", "true"))).layer(0);
        assertThat(group.weights().sameBytes(alone.weights())).isTrue();
        assertThat(group.lossTrace()).isEqualTo(alone.lossTrace());
        assertThat(group.transform().orElseThrow().sameAs(alone.transform().orElseThrow())).isTrue();
    }

    @Test
    void clippingInAGroupIsNeverWorseForALayerThanTheSharedScaleAlone() {
        Format format = Layers.format("affine:bits=3,group=64");
        List<Tensor> layers = List.of(weights, Layers.weights(20, 136, 7));
        PreparedTogether scaled = Layers.AWQ.prepareTogether(layers.stream().map(w -> Layers.request(w, x, format)).toList());
        PreparedTogether clipped = Layers.AWQ.prepareTogether(
                layers.stream().map(w -> Layers.request(w, x, format, "clip", "true")).toList());
        for (int i = 0; i < 2; i++) {
            assertThat(Layers.outputError(layers.get(i), Layers.roundedToNearest(clipped.layer(i), format), x))
                    .isLessThan(Layers.outputError(layers.get(i), Layers.roundedToNearest(scaled.layer(i), format), x));
        }
        assertThat(clipped.changesFunction()).isTrue();
    }

    @Test
    void layersAreJoinedOnRequestOnly() {
        assertThat(Layers.AWQ.joins(Layers.request(weights, x, Layers.format("nf4:block=64")).settings())).isFalse();
        assertThat(Layers.AWQ.joins(Layers.request(weights, x, Layers.format("nf4:block=64"), "shared", "true").settings())).isTrue();
    }

    @Test
    void clippingSaysThatItChangesTheLayer() {
        Prepared clipped = Layers.prepare(weights, x, Layers.format("affine:bits=3,group=64"), "clip", "true");
        assertThat(clipped.changesFunction()).isTrue();
        assertThat(clipped.weights().sameBytes(weights)).isFalse();
    }

    @Test
    void bothFormsOfTheErrorAreThatOfTheOutput() {
        float[][] rows = new float[300][43];
        Tensor many = Layers.inputs(300, 43, 5);
        float[] error = new float[43];
        double expected = 0;
        for (int r = 0; r < rows.length; r++) {
            many.readRow(r, rows[r]);
            double y = 0;
            for (int k = 0; k < 43; k++) {
                error[k] = (float) Math.sin(k);
                y += rows[r][k] * (double) error[k];
            }
            expected += y * y;
        }
        double[] wide = new double[43];
        for (int k = 0; k < 43; k++) {
            wide[k] = error[k];
        }
        assertThat(OutputError.on(rows).of(error)[0]).isCloseTo(expected, within(1e-5 * expected));
        assertThat(GroupError.on(rows, 0, 43).of(wide, new double[43])).isCloseTo(expected, within(1e-10 * expected));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 511, 700})
    void clipsWithAnyNumberOfRows(int rows) {
        Format format = Layers.format("affine:bits=4,group=64,zero=int");
        Tensor inputs = Layers.inputs(rows, 136, 3);
        for (String compat : new String[] {"none", "llm-awq", "autoawq"}) {
            Prepared prepared = Layers.prepare(weights, inputs, format, "compat", compat, "clip", "true");
            assertThat(Layers.outputError(weights, Layers.roundedToNearest(prepared, format), inputs)).isFinite();
        }
    }

    @Test
    void doesNotWriteToTheWeightsAndGivesTheSameBytesAgain() {
        Tensor before = weights.copy();
        Format format = Layers.format("affine:bits=4,group=64");
        Tensor first = Layers.prepare(weights, x, format, "clip", "true").weights();
        assertThat(weights.sameBytes(before)).isTrue();
        assertThat(Layers.prepare(weights, x, format, "clip", "true").weights().sameBytes(first)).isTrue();
    }

    @Test
    void channelsThatWereNeverActiveCountAsAverageAndAreNoted() {
        float[] values = Layers.values(x);
        for (int i = 0; i < values.length; i++) {
            values[i] *= i % 136 == 7 ? 0 : 1;
        }
        Format format = Layers.format("affine:bits=4,group=64");
        Prepared prepared = Layers.prepare(weights, Tensor.of(x.shape(), values), format);
        assertThat(prepared.notes()).contains("awq: 1 of 136 channels were never active and count as average ones");
        float[] decoded = Layers.roundedToNearest(prepared, format);
        float[] w = Layers.values(weights);
        for (int r = 0; r < 48; r++) {
            assertThat(decoded[r * 136 + 7]).isCloseTo(w[r * 136 + 7], within(0.04f));
        }
    }

    @Test
    void weightsThatScalesWouldCarryBeyondFloat32AreLeftAsTheyAre() {
        float[] huge = Layers.values(weights);
        for (int i = 0; i < huge.length; i++) {
            huge[i] *= 1e38f;
        }
        Format format = Layers.format("affine:bits=4,group=64");
        Prepared prepared = Layers.prepare(Tensor.of(weights.shape(), huge), x, format, "clip", "true");
        for (float value : Layers.values(prepared.weights())) {
            assertThat(value).isFinite();
        }
    }

    @Test
    void constantAndZeroWeightsStayThemselves() {
        Format format = Layers.format("affine:bits=4,group=64,zero=float");
        for (float constant : new float[] {0, 0.37f}) {
            Tensor flat = Tensor.allocate(ElementType.F32, Shape.of(4, 136));
            float[] row = new float[136];
            Arrays.fill(row, constant);
            for (int r = 0; r < 4; r++) {
                flat.writeRow(r, row);
            }
            float[] decoded = Layers.roundedToNearest(Layers.prepare(flat, x, format, "clip", "true"), format);
            for (float value : decoded) {
                assertThat(value).isCloseTo(constant, within(1e-6f));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"NaN, is NaN at channel 3", "Infinity, is Infinity at channel 3"})
    void refusesActivationsThatAreNotFinite(float bad, String message) {
        float[] values = Layers.values(x);
        values[5 * 136 + 3] = bad;
        ActivationStats good = Layers.stats(x);
        ActivationStats stats = new ActivationStats(good.rows(), good.meanAbs(), good.meanSquare(), good.min(), good.max(),
                Optional.of(Tensor.of(x.shape(), values)), Optional.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Layers.prepare(weights, Optional.of(stats), Layers.format("affine:bits=4,group=64")))
                .withMessageContaining("'layer': row 5 of the sample " + message);
    }

    @Test
    void refusesActivationsThatAreMissingZeroOrOfAnotherLayer() {
        Format format = Layers.format("affine:bits=4,group=64");
        assertThatIllegalArgumentException().isThrownBy(() -> Layers.prepare(weights, Optional.empty(), format))
                .withMessageContaining("needs sampled rows of the inputs of 'layer'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Layers.prepare(weights, Tensor.allocate(ElementType.F32, x.shape()), format))
                .withMessageContaining("all sampled activations are zero");
        assertThatIllegalArgumentException().isThrownBy(() -> Layers.prepare(weights, Layers.inputs(9, 64, 1), format))
                .withMessageContaining("64 channels, and its weights 136");
    }

    @Test
    void refusesToClipGroupsThatDoNotLieAlongRows() {
        Format format = Layers.format("affine:bits=4,group=16,axis=0");
        // A group within one channel is scaled as a whole: nothing to gain.
        assertThat(Layers.prepare(weights, x, format).transform()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Layers.prepare(weights, x, format, "clip", "true"))
                .withMessageContaining("groups that lie along rows");
    }

    @Test
    void needsAFormatWithGroupsAndIsFoundAsAService() {
        assertThat(Layers.AWQ.supports(Layers.format("dense:f16")).toString()).contains("grouped parameters");
        assertThat(ServiceLoader.load(Preparation.class)).hasAtLeastOneElementOfType(Awq.class);
    }
}
