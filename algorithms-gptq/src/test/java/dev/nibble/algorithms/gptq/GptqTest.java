package dev.nibble.algorithms.gptq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Refiner;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GptqTest {
    private static final int CHANNELS = 200;

    private final Tensor weights = Layers.weights(37, CHANNELS, 1);
    private final double[][] x = Layers.inputs(400, CHANNELS, 2);
    private final double[][] gram = Layers.gram(x);

    @ParameterizedTest
    @CsvSource({"4, true", "4, false", "2, true", "3, false", "8, true"})
    void choosesTheCodesOfThePublishedAlgorithm(int bits, boolean actOrder) {
        CodedFormat format = (CodedFormat) Layers.format("affine:bits=" + bits + ",group=64,zero=float");
        QuantizedTensor start = format.encode(weights);
        QuantizedTensor refined =
                Layers.refine(weights, start, Layers.stats(x), "actorder", Boolean.toString(actOrder)).tensor();
        int[] order = IntStream.range(0, CHANNELS).boxed()
                .sorted(Comparator.comparingDouble(k -> actOrder ? -gram[k][k] : k)).mapToInt(k -> k).toArray();
        float[] row = new float[CHANNELS];
        int differing = 0;
        for (int r = 0; r < 37; r++) {
            weights.readRow(r, row);
            CodedFormat.RowParameters parameters = format.parameters(start, r);
            float[][] groups = new float[parameters.scales().length][];
            for (int g = 0; g < groups.length; g++) {
                groups[g] = new float[] {parameters.scales()[g], parameters.zeros()[g]};
            }
            int[] expected = PublishedGptq.codes(row, gram, 0.01, order, format.codec(weights), groups, 64);
            for (int k = 0; k < CHANNELS; k++) {
                differing += refined.component("codes").getCode(r, k) == expected[k] ? 0 : 1;
            }
        }
        // Numbers on a tie may go either way, and their rows with them.
        assertThat((double) differing / (37 * CHANNELS)).as("share of codes that differ").isLessThanOrEqualTo(2e-3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=4,group=64,zero=float", "affine:bits=2,group=32,zero=int",
        "affine:bits=3,per=row,zero=none", "affine:bits=1,group=64,zero=float", "nf4:block=64", "nf4:block=64,double=256",
        "fp4:block=64", "fp8:e4m3fn,per=row", "mxfp4", "nvfp4", "affine:bits=4,per=tensor,zero=float", "codebook:values=-1;-0.3;0.4;1,block=64"})
    void losesLessThanRoundToNearestAndKeepsTheParametersInEveryFormat(String text) {
        Format format = Layers.format(text);
        QuantizedTensor start = format.encode(weights);
        QuantizeResult result = Layers.refine(weights, start, Layers.stats(x));
        QuantizedTensor refined = result.tensor();
        assertThat(Layers.outputError(weights, refined, gram)).isLessThan(0.95 * Layers.outputError(weights, start, gram));
        start.components().forEach((name, component) -> assertThat(name.equals("codes")
                || refined.component(name).sameBytes(component)).as(name).isTrue());
        assertThat(result.lossTrace()).hasSize(2);
        assertThat(result.lossTrace().getLast()).isLessThan(result.lossTrace().getFirst());
    }

    @Test
    void worksOnGroupsAcrossRows() {
        Tensor square = Layers.weights(64, CHANNELS, 3);
        QuantizedTensor start = Layers.format("affine:bits=3,group=16,axis=0,zero=float").encode(square);
        QuantizedTensor refined = Layers.refine(square, start, Layers.stats(x)).tensor();
        assertThat(Layers.outputError(square, refined, gram)).isLessThan(0.9 * Layers.outputError(square, start, gram));
    }

    @Test
    void theLossTraceIsTheDampedErrorOfTheOutput() {
        QuantizedTensor start = Layers.format("affine:bits=3,group=64").encode(weights);
        QuantizeResult result = Layers.refine(weights, start, Layers.stats(x));
        double before = Layers.outputError(weights, start, damped()) / trace();
        double after = Layers.outputError(weights, result.tensor(), damped()) / trace();
        assertThat(result.lossTrace().getFirst()).isCloseTo(before, within(1e-9 * before));
        assertThat(result.lossTrace().getLast()).isCloseTo(after, within(1e-9 * after));
    }

    @Test
    void keepsRowsThatWereBetterBefore() {
        QuantizedTensor start = Layers.format("affine:bits=4,group=64").encode(weights);
        QuantizedTensor once = Layers.refine(weights, start, Layers.stats(x)).tensor();
        QuantizeResult twice = Layers.refine(weights, once, Layers.stats(x));
        double loss = twice.lossTrace().getFirst();
        assertThat(twice.lossTrace().getLast()).isCloseTo(loss, within(1e-12 * loss));
        assertThat(twice.tensor().component("codes").sameBytes(once.component("codes"))).isTrue();

        // In another order other rows come off well: where each keeps its better codes, the sum is below both.
        QuantizedTensor other = Layers.refine(weights, start, Layers.stats(x), "actorder", "false").tensor();
        QuantizedTensor both = Layers.refine(weights, once, Layers.stats(x), "actorder", "false").tensor();
        assertThat(Layers.outputError(weights, both, damped()))
                .isLessThan(Layers.outputError(weights, once, damped()))
                .isLessThan(Layers.outputError(weights, other, damped()));
    }

    /** H at the default damping. */
    private double[][] damped() {
        double[][] damped = Layers.gram(x);
        for (int k = 0; k < CHANNELS; k++) {
            damped[k][k] += 0.01 * trace() / CHANNELS;
        }
        return damped;
    }

    private double trace() {
        return IntStream.range(0, CHANNELS).mapToDouble(k -> gram[k][k]).sum();
    }

    @Test
    void withoutCorrelationItIsRoundToNearest() {
        double[][] diagonal = new double[CHANNELS][CHANNELS];
        for (int k = 0; k < CHANNELS; k++) {
            diagonal[k][k] = k + 1;
        }
        QuantizedTensor start = Layers.format("affine:bits=4,group=64").encode(weights);
        QuantizedTensor refined = Layers.refine(weights, start, Layers.stats(400, diagonal)).tensor();
        assertThat(refined.component("codes").sameBytes(start.component("codes"))).isTrue();
    }

    @Test
    void fewerRowsThanChannelsAreDampedAndNoted() {
        double[][] few = Layers.inputs(20, CHANNELS, 4);
        QuantizedTensor start = Layers.format("affine:bits=3,group=64").encode(weights);
        QuantizeResult result = Layers.refine(weights, start, Layers.stats(few));
        assertThat(result.notes()).anyMatch(note -> note.contains("20 rows of activations for 200 channels"));
        assertThat(Layers.outputError(weights, result.tensor(), Layers.gram(few)))
                .isLessThan(Layers.outputError(weights, start, Layers.gram(few)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Layers.refine(weights, start, Layers.stats(few), "damping", "0"))
                .withMessageContaining("not positive definite at channel").withMessageContaining("raise the option damping");
    }

    @Test
    void silentChannelsAreRoundedToNearestAndNoted() {
        double[][] silent = Layers.inputs(400, CHANNELS, 2);
        for (double[] row : silent) {
            row[11] = 0;
        }
        QuantizedTensor start = Layers.format("affine:bits=4,group=64").encode(weights);
        QuantizeResult result = Layers.refine(weights, start, Layers.stats(silent));
        assertThat(result.notes()).contains("gptq: 1 of 200 channels were never active and are rounded to nearest");
        for (int r = 0; r < 37; r++) {
            assertThat(result.tensor().component("codes").getCode(r, 11)).isEqualTo(start.component("codes").getCode(r, 11));
        }
    }

    @Test
    void groupsOfZerosAndConstantsStayThemselves() {
        Tensor flat = Tensor.allocate(ElementType.F32, Shape.of(2, CHANNELS));
        float[] row = new float[CHANNELS];
        Arrays.fill(row, 0.37f);
        flat.writeRow(1, row);
        for (String text : new String[] {"affine:bits=4,group=64,zero=float", "nf4:block=64"}) {
            QuantizedTensor start = Layers.format(text).encode(flat);
            float[] refined = Layers.values(Layers.refine(flat, start, Layers.stats(x)).tensor().decode());
            for (int k = 0; k < CHANNELS; k++) {
                assertThat(refined[k]).isZero();
                assertThat(refined[CHANNELS + k]).isCloseTo(0.37f, within(1e-6f));
            }
        }
    }

    @Test
    void givesTheSameBytesAgainAndWritesToNothing() {
        QuantizedTensor start = Layers.format("affine:bits=4,group=64").encode(weights);
        Tensor codes = start.component("codes").copy();
        Tensor before = weights.copy();
        Tensor first = Layers.refine(weights, start, Layers.stats(x)).tensor().component("codes");
        assertThat(Layers.refine(weights, start, Layers.stats(x)).tensor().component("codes").sameBytes(first)).isTrue();
        assertThat(start.component("codes").sameBytes(codes)).isTrue();
        assertThat(weights.sameBytes(before)).isTrue();
    }

    @Test
    void refusesGramMatricesThatCannotBe() {
        refuses("is NaN at row", 3, 5, Double.NaN, Double.NaN, "has NaN at row 3, column 5");
        refuses("infinite", 3, 5, Double.POSITIVE_INFINITY, 0, "has Infinity at row 3, column 5");
        refuses("negative", 4, 4, -1, -1, "has -1.0 on its diagonal at channel 4");
        refuses("asymmetric", 3, 5, 1e9, 0, "is not symmetric");
        double beyond = 1.5 * Math.sqrt(gram[3][3] * gram[5][5]);
        refuses("indefinite", 3, 5, beyond, beyond, "not positive definite at channel");
    }

    private void refuses(String what, int row, int col, double value, double mirrored, String message) {
        double[][] bad = Layers.gram(x);
        bad[row][col] = value;
        bad[col][row] = mirrored;
        QuantizedTensor start = Layers.format("affine:bits=4,group=64").encode(weights);
        assertThatIllegalArgumentException().as(what).isThrownBy(() -> Layers.refine(weights, start, Layers.stats(400, bad)))
                .withMessageContaining("'layer'").withMessageContaining(message);
    }

    @Test
    void refusesActivationsThatAreMissingZeroOrOfAnotherLayer() {
        QuantizedTensor start = Layers.format("affine:bits=4,group=64").encode(weights);
        assertThatIllegalArgumentException().isThrownBy(() -> Layers.refine(weights, start, null))
                .withMessageContaining("needs the inputs of 'layer'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Layers.refine(weights, start, Layers.stats(9, new double[CHANNELS][CHANNELS])))
                .withMessageContaining("all activations were zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Layers.refine(weights, start, Layers.stats(Layers.inputs(9, 64, 1))))
                .withMessageContaining("200 input channels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "1.5"})
    void refusesADampingThatCannotBe(String damping) {
        QuantizedTensor start = Layers.format("affine:bits=4,group=64").encode(weights);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Layers.refine(weights, start, Layers.stats(x), "damping", damping))
                .withMessageContaining("option damping of gptq takes a number from 0 to 1");
    }

    @Test
    void needsAFormatWithCodesAndIsFoundAsAService() {
        assertThat(Layers.GPTQ.supports(Layers.format("dense:f16")).toString()).contains("one with codes");
        assertThat(ServiceLoader.load(Refiner.class)).hasAtLeastOneElementOfType(Gptq.class);
    }
}
