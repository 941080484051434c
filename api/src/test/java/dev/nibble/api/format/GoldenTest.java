package dev.nibble.api.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.api.testing.Goldens;
import dev.nibble.api.testing.Matrices;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Codes and parameters of the built-in formats against those of the reference implementations, bit for bit. */
class GoldenTest {
    private static final List<String> RTN = List.of("int4", "int2");

    @Test
    void tablesAreThoseOfBitsandbytes() {
        Goldens goldens = Goldens.edge();
        assertThat(CodebookFormat.nf4(64, 0).levels()).isEqualTo(goldens.floats("bnb.codebooks/nf4"));
        assertThat(CodebookFormat.fp4(64, 0).levels()).isEqualTo(goldens.floats("bnb.codebooks/fp4"));
        assertThat(DynamicMap.SIGNED.values()).isEqualTo(goldens.floats("bnb.codebooks/dynamic_signed_256"));
    }

    @TestFactory
    Stream<DynamicTest> subsetOfEdgeMatrix() {
        Goldens goldens = Goldens.edge();
        return tests(goldens, "w_edge", 11).stream();
    }

    @TestFactory
    Stream<DynamicTest> edgeMatrix() {
        return all("w_edge", 26).stream();
    }

    @TestFactory
    Stream<DynamicTest> normalMatrix() {
        return all("w_normal", 26).stream();
    }

    private static List<DynamicTest> all(String matrix, int count) {
        return tests(Goldens.shared("inputs", "bnb." + matrix, "quanto." + matrix, "rtn." + matrix, "torchao." + matrix), matrix,
                count);
    }

    private static List<DynamicTest> tests(Goldens goldens, String matrix, int count) {
        Tensor w = goldens.tensor("inputs/" + matrix);
        List<DynamicTest> tests = new ArrayList<>();
        addGrouped(tests, goldens, w, matrix);
        add(tests, goldens, "rtn." + matrix + "/int8_absmax_per_row_sym127", "q",
                name -> symmetric(goldens, w, name, "q", "affine:bits=8,per=row"));
        add(tests, goldens, "quanto." + matrix + "/qint8_absmax_ax0", "data",
                name -> symmetric(goldens, w, name, "data", "affine:bits=8,per=row"));
        for (String family : new String[] {"nf4", "fp4"}) {
            String bnb = "bnb." + matrix + "/" + family + "_bs64_";
            add(tests, goldens, bnb + "plain", "packed", name -> plain(goldens, w, name, family));
            add(tests, goldens, bnb + "dq", "absmax_q8", name -> doubleQuantized(goldens, w, name, family));
        }
        add(tests, goldens, "bnb." + matrix + "/dynamic8_bs256", "q", name -> dynamic8(goldens, w, name));
        add(tests, goldens, "torchao." + matrix + "/nf4_bs64_sbs256", "packed", name -> linearScales(goldens, w, name));
        for (String kind : new String[] {"e4m3fn", "e5m2"}) {
            add(tests, goldens, "quanto." + matrix + "/qf8_" + kind + "_absmax_ax0", "data",
                    name -> float8(goldens, w, name, kind));
        }
        assertThat(tests).as("configurations found in the goldens").hasSize(count);
        return tests;
    }

    private static void addGrouped(List<DynamicTest> tests, Goldens goldens, Tensor w, String matrix) {
        for (String bits : RTN) {
            for (int group : new int[] {64, 128}) {
                String rtn = "rtn." + matrix + "/" + bits;
                add(tests, goldens, rtn + "_asym_floatmin_g" + group, "q", name -> floatZero(goldens, w, name, bits, group));
                add(tests, goldens, rtn + "_asym_intzero_g" + group + "_llmawq", "q",
                        name -> intZero(goldens, w, name, bits, group));
                add(tests, goldens, rtn + "_sym_restricted_g" + group, "q",
                        name -> symmetric(goldens, w, name, "q", "affine:bits=" + bits.charAt(3) + ",group=" + group));
                add(tests, goldens, "quanto." + matrix + "/q" + bits + "_max_g" + group + "_float", "data",
                        name -> quanto(goldens, w, name, bits, group));
            }
        }
    }

    private interface Check {
        void run(String name);
    }

    private static void add(List<DynamicTest> tests, Goldens goldens, String name, String array, Check check) {
        if (goldens.has(name + "/" + array)) {
            tests.add(DynamicTest.dynamicTest(name, () -> check.run(name)));
        }
    }

    private static QuantizedTensor encode(String text, Tensor weights) {
        return Matrices.format(text).encode(weights);
    }

    private static void floatZero(Goldens goldens, Tensor w, String name, String bits, int group) {
        QuantizedTensor q = encode("affine:bits=" + bits.charAt(3) + ",group=" + group + ",zero=float", w);
        float[] scale = goldens.floats(name + "/scale");
        float[] min = goldens.floats(name + "/min");
        assertThat(codes(q)).isEqualTo(integers(goldens.floats(name + "/q"), 0));
        assertThat(Matrices.values(q.component("scale"))).isEqualTo(scale);
        float[] zero = Matrices.values(q.component("zero"));
        for (int g = 0; g < zero.length; g++) {
            assertThat(zero[g] == -min[g] / scale[g]).as("zero of group %d", g).isTrue();
        }
    }

    private static void quanto(Goldens goldens, Tensor w, String name, String bits, int group) {
        QuantizedTensor q = encode("affine:bits=" + bits.charAt(3) + ",group=" + group + ",zero=float", w);
        assertThat(codes(q)).isEqualTo(integers(goldens.floats(name + "/data"), 0));
        float[] scale = goldens.floats(name + "/scale");
        float[] ours = Matrices.values(q.component("scale"));
        for (int g = 0; g < scale.length; g++) {
            if (scale[g] != 0) { // a constant group has scale 0 there and 1 here
                assertThat(ours[g]).isEqualTo(scale[g]);
            }
        }
    }

    private static void intZero(Goldens goldens, Tensor w, String name, String bits, int group) {
        QuantizedTensor q = encode("affine:bits=" + bits.charAt(3) + ",group=" + group + ",zero=int", w);
        int[] theirs = integers(goldens.floats(name + "/q"), 0);
        float[] scale = goldens.floats(name + "/scale");
        float[] zero = goldens.floats(name + "/zero");
        int[] ours = codes(q);
        for (int g = 0; g < scale.length; g++) {
            int perRow = w.shape().rowLength() / group;
            assertThat(q.component("scale").getFloat(g / perRow, g % perRow)).isEqualTo(scale[g]);
            assertThat(q.component("zero").getFloat(g / perRow, g % perRow) == zero[g]).as("zero %d", g).isTrue();
            for (int i = g * group; i < (g + 1) * group; i++) {
                assertThat(ours[i]).isEqualTo(theirs[i]);
            }
        }
    }

    private static void symmetric(Goldens goldens, Tensor w, String name, String array, String text) {
        QuantizedTensor q = encode(text + ",zero=none", w);
        int offset = 1 << (((AffineFormat) q.format()).bits() - 1);
        assertThat(codes(q)).isEqualTo(integers(goldens.floats(name + "/" + array), offset));
        float[] scale = goldens.floats(name + "/scale");
        float[] ours = Matrices.values(q.component("scale"));
        for (int g = 0; g < scale.length; g++) {
            if (scale[g] != 0) { // a group of zeros has scale 0 in quanto and 1 here
                assertThat(ours[g]).isEqualTo(scale[g]);
            }
        }
    }

    private static void plain(Goldens goldens, Tensor w, String name, String family) {
        QuantizedTensor q = encode(family + ":block=64", w);
        assertThat(codes(q)).isEqualTo(goldens.nibbles(name + "/packed"));
        assertThat(Matrices.values(q.component("scale"))).isEqualTo(goldens.floats(name + "/absmax"));
        if (goldens.has(name + "/dequant")) {
            assertSameValues(Matrices.decoded(q), goldens.floats(name + "/dequant"));
        }
    }

    private static void doubleQuantized(Goldens goldens, Tensor w, String name, String family) {
        QuantizedTensor q = encode(family + ":block=64,double=256", w);
        assertThat(integers(Matrices.values(q.component("scale")), 0))
                .isEqualTo(integers(goldens.floats(name + "/absmax_q8"), 0));
        float[] scale2 = Matrices.values(q.component("scale2"));
        float[] absmax2 = goldens.floats(name + "/absmax2");
        String offset = "/absmax_offset"; // saved with nf4 only where both families have the same
        float mean = goldens.floats((goldens.has(name + offset) ? name : name.replace("fp4", "nf4")) + offset)[0];
        // The mean is summed in another order there, which moves it by a unit in the last place.
        assertThat(q.component("offset").getFloat(0, 0)).isCloseTo(mean, within(2e-7f * mean));
        assertThat(scale2).hasSameSizeAs(absmax2);
        for (int i = 0; i < scale2.length; i++) {
            assertThat(scale2[i]).isCloseTo(absmax2[i], within(2e-7f * (absmax2[i] + mean)));
        }
        QuantizedTensor theirs = with(q, absmax2, mean);
        float[] restored = new float[(int) w.shape().elements() / 64];
        DoubleQuantization second = new DoubleQuantization(64, 256, ScaleMap.DYNAMIC);
        for (int r = 0; r < w.shape().rows(); r++) {
            float[] row = second.restore(theirs, r);
            System.arraycopy(row, 0, restored, r * row.length, row.length);
        }
        assertThat(restored).isEqualTo(goldens.floats(name + "/absmax_restored"));
        if (goldens.has(name + "/packed")) {
            assertThat(codes(q)).isEqualTo(goldens.nibbles(name + "/packed"));
        }
        if (goldens.has(name + "/dequant")) {
            assertSameValues(Matrices.decoded(theirs), goldens.floats(name + "/dequant"));
        }
    }

    /** There blocks run on into the next row, so rows here are as long as a block. */
    private static void dynamic8(Goldens goldens, Tensor w, String name) {
        Tensor blocks = Tensor.of(Shape.of(w.shape().elements() / 256, 256), Matrices.values(w));
        QuantizedTensor q = encode("dynamic8:block=256", blocks);
        assertThat(codes(q)).isEqualTo(integers(goldens.floats(name + "/q"), 0));
        assertThat(Matrices.values(q.component("scale"))).isEqualTo(goldens.floats(name + "/absmax"));
        if (goldens.has(name + "/dequant")) {
            assertSameValues(Matrices.decoded(q), goldens.floats(name + "/dequant"));
        }
    }

    /** torchao's NF4Tensor. */
    private static void linearScales(Goldens goldens, Tensor w, String name) {
        QuantizedTensor q = encode("codebook:values=-1;-0.6962;-0.5251;-0.3949;-0.2844;-0.1848;-0.0911;0;0.0796;0.1609;0.2461;"
                + "0.3379;0.4407;0.5626;0.723;1,block=64,double=256,map=linear", w);
        assertThat(integers(Matrices.values(q.component("scale")), 0))
                .isEqualTo(integers(goldens.floats(name + "/quantized_scalers"), 128));
        int[] theirs = goldens.nibbles(name + "/packed");
        int[] ours = codes(q);
        float[] values = Matrices.values(w);
        float[] decoded = Matrices.decoded(q);
        float[] expected = goldens.floats(name + "/dequant");
        for (int from = 0; from < ours.length; from += 64) {
            float absmax = 0;
            for (int i = from; i < from + 64; i++) {
                absmax = Math.max(absmax, Math.abs(values[i]));
            }
            for (int i = from; i < from + 64; i++) {
                // Zeros are 0 / 0 there, and decode to minus the scale. Scales below 1e-38 are those of bitsandbytes here.
                if (absmax >= 1e-38f) {
                    assertThat(ours[i]).as("code of weight %d", i).isEqualTo(theirs[i]);
                    assertThat(decoded[i]).as("weight %d", i).isCloseTo(expected[i], within(1e-5f * absmax));
                } else if (absmax == 0) {
                    assertThat(decoded[i]).as("weight %d", i).isZero();
                }
            }
        }
    }

    /** The tensor with second-level parameters of the reference. */
    private static QuantizedTensor with(QuantizedTensor q, float[] scale2, float offset) {
        QuantizedTensor.Builder builder = QuantizedTensor.builder(q.format(), q.shape());
        builder.component("codes").data().copyFrom(q.component("codes").data());
        builder.component("scale").data().copyFrom(q.component("scale").data());
        for (int i = 0; i < scale2.length; i++) {
            builder.component("scale2").setFloat(0, i, scale2[i]);
            builder.component("offset").setFloat(0, i, offset);
        }
        return builder.build();
    }

    private static void float8(Goldens goldens, Tensor w, String name, String kind) {
        QuantizedTensor q = encode("fp8:" + kind + ",per=row", w);
        float[] scale = goldens.floats(name + "/scale");
        assertThat(Matrices.values(q.component("scale"))).isEqualTo(scale);
        int[] theirs = integers(goldens.floats(name + "/data"), 0);
        int[] ours = codes(q);
        int cols = w.shape().rowLength();
        for (int i = 0; i < ours.length; i++) {
            if (scale[i / cols] == 0) {
                assertThat(ours[i]).as("zero row, element %d", i).isZero();
            } else {
                assertThat(ours[i]).as("element %d", i).isEqualTo(theirs[i]);
            }
        }
    }

    private static int[] codes(QuantizedTensor tensor) {
        Tensor codes = tensor.component("codes");
        int cols = tensor.shape().rowLength();
        byte[] row = new byte[cols];
        int[] all = new int[(int) tensor.shape().elements()];
        for (int r = 0; r < tensor.shape().rows(); r++) {
            codes.readCodes(r, row);
            for (int c = 0; c < cols; c++) {
                all[r * cols + c] = row[c] & 0xFF;
            }
        }
        return all;
    }

    private static int[] integers(float[] values, int offset) {
        int[] integers = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            integers[i] = (int) values[i] + offset;
        }
        return integers;
    }

    private static void assertSameValues(float[] ours, float[] theirs) {
        assertThat(ours).hasSameSizeAs(theirs);
        for (int i = 0; i < ours.length; i++) {
            assertThat(ours[i] == theirs[i]).as("element %d: %s against %s", i, ours[i], theirs[i]).isTrue();
        }
    }
}
