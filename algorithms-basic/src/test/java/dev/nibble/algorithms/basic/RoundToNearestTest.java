package dev.nibble.algorithms.basic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.conformance.Goldens;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoundToNearestTest {
    private static final Path SHARED = Path.of("..", "..", "shared", "goldens");
    private static final RoundToNearest RTN = new RoundToNearest();

    @ParameterizedTest
    @CsvSource(textBlock = """
            'affine:bits=8,per=row,zero=none',     rtn.int8_absmax_per_row_sym127/q,       128
            'affine:bits=4,group=64,zero=none',    rtn.int4_sym_restricted_g64/q,          8
            'affine:bits=4,group=64,zero=float',   rtn.int4_asym_floatmin_g64/q,           0
            'affine:bits=4,group=64,zero=int',     rtn.int4_asym_intzero_g64_llmawq/q,     0
            'affine:bits=2,group=64,zero=float',   quanto.qint2_max_g64_float/data,        0
            'fp8:e4m3fn,per=row',                  quanto.qf8_e4m3fn_absmax_ax0/data,      0
            'fp8:e5m2,per=row',                    quanto.qf8_e5m2_absmax_ax0/data,        0
            'nf4:block=64',                        bnb.nf4_bs64_plain/packed,              0
            'nf4:block=64,double=256',             bnb.nf4_bs64_dq/packed,                 0
            'fp4:block=64',                        bnb.fp4_bs64_plain/packed,              0
            """)
    void makesTheCodesOfTheReferencesOnTiesAndMidpoints(String format, String golden, int first) {
        Goldens goldens = Goldens.resource("rtn.w_edge.safetensors");
        hasTheCodesOf(goldens.tensor(golden), first, goldens.tensor("w_edge"), format);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            'affine:bits=8,per=row,zero=none',     rtn,    int8_absmax_per_row_sym127/q,       128
            'affine:bits=4,group=64,zero=none',    rtn,    int4_sym_restricted_g64/q,          8
            'affine:bits=4,group=64,zero=float',   rtn,    int4_asym_floatmin_g64/q,           0
            'affine:bits=4,group=64,zero=int',     rtn,    int4_asym_intzero_g64_llmawq/q,     0
            'affine:bits=4,group=128,zero=none',   rtn,    int4_sym_restricted_g128/q,         8
            'affine:bits=4,group=128,zero=float',  rtn,    int4_asym_floatmin_g128/q,          0
            'affine:bits=4,group=128,zero=int',    rtn,    int4_asym_intzero_g128_llmawq/q,    0
            'affine:bits=2,group=64,zero=none',    rtn,    int2_sym_restricted_g64/q,          2
            'affine:bits=2,group=64,zero=float',   rtn,    int2_asym_floatmin_g64/q,           0
            'affine:bits=2,group=64,zero=int',     rtn,    int2_asym_intzero_g64_llmawq/q,     0
            'affine:bits=2,group=128,zero=float',  rtn,    int2_asym_floatmin_g128/q,          0
            'affine:bits=8,per=row,zero=none',     quanto, qint8_absmax_ax0/data,              128
            'affine:bits=4,group=64,zero=float',   quanto, qint4_max_g64_float/data,           0
            'affine:bits=4,group=128,zero=float',  quanto, qint4_max_g128_float/data,          0
            'affine:bits=2,group=64,zero=float',   quanto, qint2_max_g64_float/data,           0
            'affine:bits=2,group=128,zero=float',  quanto, qint2_max_g128_float/data,          0
            'fp8:e4m3fn,per=row',                  quanto, qf8_e4m3fn_absmax_ax0/data,         0
            'fp8:e5m2,per=row',                    quanto, qf8_e5m2_absmax_ax0/data,           0
            'affine:bits=8,per=row,zero=none',     bnb,    int8_vectorwise/q,                  128
            'nf4:block=64',                        bnb,    nf4_bs64_plain/packed,              0
            'nf4:block=64,double=256',             bnb,    nf4_bs64_dq/packed,                 0
            'fp4:block=64',                        bnb,    fp4_bs64_plain/packed,              0
            """)
    void makesTheCodesOfTheReferencesOnNormalWeights(String format, String family, String golden, int first) {
        Tensor weights = shared("inputs").tensor("w_normal");
        hasTheCodesOf(shared(family + ".w_normal").tensor(golden), first, weights, format);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            w_normal, 'affine:bits=4,group=32,zero=none', int8dyn_int4_g32,    8
            w_edge,   'affine:bits=4,group=32,zero=none', int8dyn_int4_g32,    8
            w_normal, 'affine:bits=8,per=row,zero=none',  int8dyn_int8_perrow, 128
            w_edge,   'affine:bits=8,per=row,zero=none',  int8dyn_int8_perrow, 128
            w_normal, 'affine:bits=4,group=32,zero=none', 8da4w_g32_module,    8
            w_edge,   'affine:bits=4,group=32,zero=none', 8da4w_g32_module,    8
            """)
    void makesTheCodesAndScalesOfTorchaoWithFullSymmetricScales(String matrix, String format, String config, int first) {
        Goldens torchao = shared("torchao." + matrix);
        Tensor weights = shared("inputs").tensor(matrix);
        hasTheCodesOf(torchao.tensor(config + "/qdata"), first, weights, format, "symmetric", "full");
        if (torchao.tensors().containsKey(config + "/scale")) {
            float[] expected = Matrices.values(torchao.tensor(config + "/scale"));
            float[] scales = Matrices.values(Matrices.quantize(RTN, weights, Matrices.format(format), "symmetric", "full")
                    .tensor().component("scale"));
            for (int g = 0; g < scales.length; g++) {
                // Groups of zeros have torchao's least scale there, and 1 here.
                assertThat(scales[g]).isEqualTo(scales[g] == 1 && expected[g] == Float.MIN_NORMAL ? 1 : expected[g]);
            }
        }
    }

    @Test
    void aFullSymmetricScaleClipsTheLargestWeightAndNoClipDoesNot() {
        Format format = Matrices.format("affine:bits=4,group=32,zero=none");
        Tensor constant = Matrices.fill(1, 32, i -> 0.5);
        assertThat(Matrices.values(Matrices.quantize(RTN, constant, format, "symmetric", "full").tensor().decode()))
                .containsOnly(7 * (0.5f / 7.5f));
        Tensor levels = Matrices.fill(1, 32, i -> i % 16 - 8);
        assertThat(Matrices.values(Matrices.quantize(RTN, levels, format, "symmetric", "noclip").tensor().decode()))
                .isEqualTo(Matrices.values(levels));
    }

    @Test
    void refusesOtherScalesForGridsWithAZero() {
        for (String text : new String[] {"affine:bits=4,group=32,axis=1,zero=float", "nf4:block=64"}) {
            assertThatThrownBy(() -> Matrices.quantize(RTN, Matrices.outliers(4, 64), Matrices.format(text), "symmetric", "full"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("symmetric=full of rtn is for affine formats with zero=none, not for " + text);
        }
        assertThatThrownBy(() -> Matrices.quantize(RTN, Matrices.outliers(4, 64), Matrices.format("affine:bits=4,group=32"),
                "symmetric", "half")).hasMessageContaining("restricted").hasMessageContaining("noclip");
    }

    private static Goldens shared(String file) {
        Optional<Goldens> goldens = Goldens.file(SHARED.resolve(file + ".safetensors"));
        assumeTrue(goldens.isPresent(), "shared/goldens/" + file + ".safetensors is not there");
        return goldens.get();
    }

    /** @param first the code that the format has for the reference's 0 */
    private static void hasTheCodesOf(Tensor golden, int first, Tensor weights, String format, String... options) {
        float[] w = Matrices.values(weights);
        boolean packed = golden.shape().elements() < w.length;
        float[] theirs = Matrices.values(golden);
        int[] expected = new int[w.length];
        for (int i = 0; i < w.length; i++) {
            // bitsandbytes packs two codes a byte, the first in the high half.
            int code = packed ? (int) theirs[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15 : (int) theirs[i];
            // quanto divides a row of zeros by its scale of zero: both float8 types have NaN at 255, and ours a zero.
            expected[i] = format.startsWith("fp8") && code == 255 && w[i] == 0 ? 0 : code + first;
        }
        Tensor codes = Matrices.quantize(RTN, weights, Matrices.format(format), options).tensor().component("codes");
        int cols = weights.shape().rowLength();
        for (int i = 0; i < w.length; i++) {
            assertThat(codes.getCode(i / cols, i % cols)).as("code of weight %d, %s", i, w[i]).isEqualTo(expected[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=4,group=64,zero=float", "affine:bits=3,group=32,axis=0,zero=int",
        "affine:bits=8,per=tensor,zero=none", "nf4:block=64,double=256", "fp8:e5m2,per=row", "mxfp4", "nvfp4", "dense:bf16"})
    void servesEveryFormatByTheFormatsOwnRule(String text) {
        Format format = Matrices.format(text);
        Tensor weights = Matrices.outliers(32, 128);
        assertThat(RTN.supports(format).supported()).isTrue();
        QuantizedTensor expected = format.encode(weights);
        QuantizedTensor actual = Matrices.quantize(RTN, weights, format).tensor();
        expected.components().forEach((name, component) ->
                assertThat(actual.component(name).sameBytes(component)).as(name).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=4,group=64,zero=float", "affine:bits=2,per=row,zero=int",
        "affine:bits=8,group=64,zero=none", "nf4:block=64", "fp8:e4m3fn,per=row", "mxfp4", "dense:f16"})
    void keepsItsOwnOutput(String text) {
        Format format = Matrices.format(text);
        QuantizedTensor once = Matrices.quantize(RTN, Matrices.outliers(32, 128), format).tensor();
        QuantizedTensor twice = Matrices.quantize(RTN, once.decode(), format).tensor();
        float[] expected = Matrices.values(once.decode());
        float[] actual = Matrices.values(twice.decode());
        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i])).isLessThanOrEqualTo(1e-5f * Math.abs(expected[i]) + 1e-7f);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=4,group=64,zero=float", "affine:bits=3,group=64,zero=none", "nf4:block=64", "fp8:e4m3fn,per=row"})
    void doesNotDependOnTheUnitOfTheWeights(String text) {
        Tensor weights = Matrices.outliers(32, 128);
        float[] values = Matrices.values(weights);
        Tensor scaled = Matrices.fill(32, 128, i -> Math.scalb(values[i], 9));
        Format format = Matrices.format(text);
        Tensor expected = Matrices.quantize(RTN, weights, format).tensor().component("codes");
        assertThat(Matrices.quantize(RTN, scaled, format).tensor().component("codes").sameBytes(expected)).isTrue();
    }

    @Test
    void errorGrowsAsBitsShrink() {
        Tensor weights = Matrices.outliers(32, 128);
        double last = 0;
        for (int bits = 8; bits >= 1; bits--) {
            Format format = Matrices.format("affine:bits=" + bits + ",group=64,zero=float");
            double error = Matrices.error(weights, Matrices.quantize(RTN, weights, format).tensor(), 2);
            assertThat(error).as(bits + " bits").isGreaterThan(last);
            last = error;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=1,group=64,zero=float", "affine:bits=4,group=64,zero=int",
        "affine:bits=4,group=64,zero=float,params=f16", "affine:bits=8,per=row,zero=none", "nf4:block=64", "fp4:block=64,double=256"})
    void decodesToFiniteValuesWhateverTheWeights(String text) {
        for (Map.Entry<String, Tensor> odd : Matrices.odd().entrySet()) {
            QuantizedTensor quantized = Matrices.quantize(RTN, odd.getValue(), Matrices.format(text)).tensor();
            for (float value : Matrices.values(quantized.decode())) {
                assertThat(Float.isFinite(value)).as(odd.getKey()).isTrue();
            }
        }
    }

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(Quantizer.class))
                .hasAtLeastOneElementOfType(RoundToNearest.class)
                .hasAtLeastOneElementOfType(RangeSearch.class);
    }
}
