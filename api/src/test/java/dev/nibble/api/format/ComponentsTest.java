package dev.nibble.api.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.api.testing.Matrices;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Components, their meaning element by element, their cuts and their sizes. */
class ComponentsTest {
    static List<String> formats() {
        return Matrices.FORMATS;
    }

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=3,group=32", "affine:bits=4,group=4,axis=0", "affine:bits=5,per=row",
        "affine:bits=8,per=tensor", "affine:bits=2,group=32,zero=int", "affine:bits=7,group=2,axis=0,zero=int"})
    void affineDecodeIsCodeMinusZeroTimesScaleOfItsGroup(String text) {
        AffineFormat format = (AffineFormat) Matrices.format(text);
        QuantizedTensor q = format.encode(Matrices.normal(8, 70, 11));
        float[] decoded = Matrices.decoded(q);
        float[] terms = new float[70];
        for (int r = 0; r < 8; r++) {
            format.decodeTermsRow(q, r, terms);
            for (int c = 0; c < 70; c++) {
                long[] group = group(format.grouping(), r, c, 8, 70);
                float scale = q.component("scale").getFloat(group[0], group[1]);
                float zero = q.component("zero").getFloat(group[0], group[1]);
                int code = q.component("codes").getCode(r, c);
                assertThat(decoded[r * 70 + c]).isEqualTo((code - zero) * scale);
                assertThat(terms[c]).isEqualTo((code + Math.abs(zero)) * scale);
            }
        }
    }

    /** Row and column of a group's parameters; HQQ's axis 0 from its definition: flat element i is in group i % (N/g). */
    private static long[] group(Grouping grouping, int r, int c, int rows, int cols) {
        return switch (grouping.kind()) {
            case TENSOR -> new long[] {0, 0};
            case ROW -> new long[] {r, 0};
            case ALONG_ROWS -> new long[] {r, c / grouping.size()};
            case ACROSS_ROWS -> {
                long flat = ((long) r * cols + c) % (rows * cols / grouping.size());
                yield new long[] {flat / cols, flat % cols};
            }
        };
    }

    @Test
    void symmetricCodesHaveAnImpliedZero() {
        QuantizedTensor q = Matrices.format("affine:bits=4,group=32,zero=none").encode(Matrices.normal(2, 40, 1));
        assertThat(q.components()).containsOnlyKeys("codes", "scale");
        float[] decoded = Matrices.decoded(q);
        for (int i = 0; i < decoded.length; i++) {
            float scale = q.component("scale").getFloat(i / 40, i % 40 / 32);
            assertThat(decoded[i]).isEqualTo((q.component("codes").getCode(i / 40, i % 40) - 8) * scale);
        }
    }

    @Test
    void oneBitSymmetricCodesAreTheSigns() {
        Tensor weights = Tensor.of(Shape.of(1, 4), -0.5f, 0.5f, 0.1f, -0.2f);
        assertThat(Matrices.decoded(Matrices.format("affine:bits=1,per=row,zero=none").encode(weights)))
                .containsExactly(-0.5f, 0.5f, 0.5f, -0.5f);
    }

    @Test
    void halfPrecisionParametersAreStoredAsCodesWereChosen() {
        QuantizedTensor q = Matrices.format("affine:bits=4,group=32,params=f16").encode(Matrices.normal(2, 64, 1));
        assertThat(q.component("scale").type()).isEqualTo(ElementType.F16);
        assertThat(q.component("zero").type()).isEqualTo(ElementType.F16);
        GroupCodec codec = ((AffineFormat) q.format()).codec(q.decode());
        float[] weights = Matrices.values(Matrices.normal(2, 64, 1));
        for (int i = 0; i < 128; i++) {
            float[] parameters = {
                q.component("scale").getFloat(i / 64, i % 64 / 32), q.component("zero").getFloat(i / 64, i % 64 / 32)
            };
            assertThat(q.component("codes").getCode(i / 64, i % 64)).isEqualTo(codec.encode(weights[i], parameters));
        }
    }

    @Test
    void microscalingScalesArePowersOfTwo() {
        Tensor weights = Tensor.of(Shape.of(1, 34), new float[34]);
        weights.setFloat(0, 0, 6);
        weights.setFloat(0, 1, -7.9f);
        weights.setFloat(0, 2, 2.5f);
        weights.setFloat(0, 33, -0x1p-10f);
        QuantizedTensor q = Matrices.format("mxfp4").encode(weights);
        assertThat(q.component("scale").getCode(0, 0)).isEqualTo(127);
        assertThat(q.component("scale").getCode(0, 1)).isEqualTo(127 - 12);
        float[] decoded = Matrices.decoded(q);
        assertThat(decoded[0]).isEqualTo(6f);
        assertThat(decoded[1]).isEqualTo(-6f);
        assertThat(decoded[2]).isEqualTo(2f);
        assertThat(decoded[33]).isEqualTo(-0x1p-10f);
    }

    @Test
    void nvfp4HasTwoLevelsOfScales() {
        Tensor weights = Tensor.of(Shape.of(1, 20), new float[20]);
        weights.setFloat(0, 3, 2688);
        weights.setFloat(0, 17, -12);
        QuantizedTensor q = Matrices.format("nvfp4").encode(weights);
        assertThat(q.component("scale2").getFloat(0, 0)).isEqualTo(1f);
        assertThat(q.component("scale").getFloat(0, 0)).isEqualTo(448f);
        assertThat(q.component("scale").getFloat(0, 1)).isEqualTo(2f);
        assertThat(Matrices.decoded(q)[3]).isEqualTo(2688f);
        assertThat(Matrices.decoded(q)[17]).isEqualTo(-12f);
    }

    @Test
    void doubleQuantizedTermsBoundTheDecode() {
        Format format = Matrices.format("nf4:block=64,double=256");
        QuantizedTensor q = format.encode(Matrices.normal(8, 130, 4));
        float[] decoded = new float[130];
        float[] terms = new float[130];
        for (int r = 0; r < 8; r++) {
            format.decodeRow(q, r, decoded);
            format.decodeTermsRow(q, r, terms);
            for (int c = 0; c < 130; c++) {
                assertThat(terms[c]).isGreaterThanOrEqualTo(Math.abs(decoded[c]));
            }
        }
    }

    @Test
    void codesBeyondATableDecodeToZero() {
        Format format = Matrices.format("codebook:values=-1;0.5;1,block=32");
        QuantizedTensor.Builder builder = QuantizedTensor.builder(format, Shape.of(1, 2));
        builder.component("scale").setFloat(0, 0, 3);
        builder.component("codes").setCode(0, 0, 3);
        builder.component("codes").setCode(0, 1, 1);
        assertThat(Matrices.decoded(builder.build())).containsExactly(0f, 1.5f);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "nf4:block=64,double=256|4.12890625",
        "nf4:block=64|4.5",
        "affine:bits=4,group=64|5.0",
        "affine:bits=4,group=64,params=f16|4.5",
        "affine:bits=3,group=64,zero=int|3.546875",
        "affine:bits=8,per=tensor,zero=none|8.00003051758",
        "mxfp4|4.25",
        "nvfp4|4.50003051758",
        "fp8:e4m3fn,group=64|8.5",
        "dense:bf16|16"})
    void bitsPerWeightCountRealBytes(String text, double expected) {
        Shape shape = Shape.of(1024, 1024);
        Format format = Matrices.format(text);
        assertThat(format.bitsPerWeight(shape)).isCloseTo(expected, within(1e-9));
        QuantizedTensor q = QuantizedTensor.builder(format, shape).build();
        assertThat(8.0 * q.byteSize() / shape.elements()).isCloseTo(expected, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "affine:bits=4,group=64|1|64",
        "affine:bits=4,group=4,axis=0|256|1",
        "affine:bits=4,per=row|1|1",
        "affine:bits=4,per=tensor|1|1",
        "nf4:block=64,double=256|64|256",
        "nf4:block=64,double=6|3|256",
        "nf4:block=64|1|64",
        "mxfp4|1|32",
        "nvfp4|1|16",
        "dense:f32|1|1"})
    void smallestCutsFollowFromComponents(String text, long rows, long cols) {
        Format format = Matrices.format(text);
        assertThat(format.smallestCut(Shape.of(256, 256), 0)).isEqualTo(rows);
        assertThat(format.smallestCut(Shape.of(256, 256), 1)).isEqualTo(cols);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nf4:block=64,double=6", "fp4:block=32,double=16", "affine:bits=3,group=32,zero=int",
        "fp8:e4m3fn,per=row", "mxfp4"})
    void partsCutAtLegalRowsDecodeAsTheWhole(String text) {
        Format format = Matrices.format(text);
        Shape shape = Shape.of(37, 70);
        QuantizedTensor whole = format.encode(Matrices.normal(37, 70, 9));
        long step = format.smallestCut(shape, 0);
        assertThat(step).isLessThan(37);
        for (long from = 0; from < 37; from += step) {
            Shape part = Shape.of(37 - from, 70);
            QuantizedTensor.Builder builder = QuantizedTensor.builder(format, part);
            for (Component component : format.components()) {
                Tensor source = whole.component(component.name());
                copyTail(component, source, shape, from, builder.component(component.name()));
            }
            float[] all = Matrices.decoded(whole);
            float[] tail = Matrices.decoded(builder.build());
            assertThat(tail).isEqualTo(java.util.Arrays.copyOfRange(all, (int) from * 70, all.length));
        }
    }

    /** Copies what a cut at row {@code from} leaves behind it; the parts of these formats end at whole bytes. */
    private static void copyTail(Component component, Tensor source, Shape shape, long from, Tensor into) {
        if (component.cut().apply(shape, 0) instanceof Cut.Along along) {
            long extent = along.dim() == 0 ? source.shape().rows() : source.shape().cols();
            long position = along.position(from, shape.rows(), extent);
            long bytes = along.dim() == 0
                    ? position * source.type().rowBytes(source.shape().cols())
                    : position * source.type().bits() / 8;
            into.data().copyFrom(source.data().asSlice(bytes));
        } else {
            into.data().copyFrom(source.data());
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void weightsThatAreNotFiniteAreRefusedWithTheirPlace(String text) {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            Tensor weights = Matrices.normal(8, 70, 1);
            weights.setFloat(5, 66, bad);
            assertThatThrownBy(() -> Matrices.format(text).encode(weights))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("row 5, column 66")
                    .hasMessageContaining(Float.toString(bad));
        }
    }

    @Test
    void shapesThatDoNotDivideIntoGroupsAcrossRowsAreRefused() {
        assertThatThrownBy(() -> Matrices.format("affine:bits=4,group=4,axis=0").encode(Matrices.normal(6, 8, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multiple of the group size 4");
    }

    @Test
    void componentsOfAnotherTypeOrShapeAreRefusedByName() {
        Format format = Matrices.format("affine:bits=4,group=64");
        QuantizedTensor q = format.encode(Matrices.normal(2, 64, 1));
        Map<String, Tensor> wrong = new java.util.HashMap<>(q.components());
        wrong.put("scale", Tensor.allocate(ElementType.F16, Shape.of(2, 1)));
        assertThatThrownBy(() -> QuantizedTensor.of(format, q.shape(), wrong, Provenance.NONE))
                .hasMessageContaining("'scale'");
        assertThatThrownBy(() -> q.component("offset"))
                .hasMessageContaining("offset")
                .hasMessageContaining("codes, scale, zero");
    }

    @Test
    void rangeRulesThatGiveNoRangeAreRefused() {
        GroupedFormat format = (GroupedFormat) Matrices.format("affine:bits=4,group=64");
        assertThatThrownBy(() -> format.encode(Matrices.normal(2, 64, 1), (codec, w, n, range) -> range[0] = Float.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("range rule");
    }

    @Test
    void rangeRulesSeeWholeGroups() {
        GroupedFormat format = (GroupedFormat) Matrices.format("affine:bits=4,group=2,axis=0");
        Tensor weights = Tensor.of(Shape.of(4, 2), 1, 2, 3, 4, 5, 6, 7, 8);
        // Rules are called by many threads.
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        format.encode(weights, (codec, w, n, range) -> {
            seen.add(n + ":" + w[0] + "," + w[1]);
            RangeRule.MIN_MAX.range(codec, w, n, range);
        });
        assertThat(seen).containsExactlyInAnyOrder("2:1.0,5.0", "2:2.0,6.0", "2:3.0,7.0", "2:4.0,8.0");
    }
}
