package dev.nibble.api.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.api.testing.Matrices;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for codes and decodes of every built-in format. */
class CodesTest {
    static List<String> formats() {
        return Matrices.FORMATS;
    }

    static Stream<String> grouped() {
        return Matrices.FORMATS.stream().filter(text -> !text.startsWith("dense"));
    }

    @ParameterizedTest
    @MethodSource("grouped")
    void everyCodeEncodesBackToItself(String text) {
        GroupedFormat format = (GroupedFormat) Matrices.format(text);
        GroupCodec codec = format.codec(Matrices.normal(4, 64, 1));
        float[] parameters = new float[codec.parameters()];
        codec.fit(-0.04f, 0.06f, parameters);
        int checked = 0;
        for (int code = 0; code < 1 << format.bits(); code++) {
            float value = codec.decode(code, parameters);
            if (Float.isFinite(value) && isUnique(codec, format.bits(), code, parameters)) {
                assertThat(codec.encode(value, parameters)).as("code %d, value %s", code, value).isEqualTo(code);
                checked++;
            }
        }
        assertThat(checked).isGreaterThanOrEqualTo((1 << format.bits()) - 10);
    }

    @ParameterizedTest
    @MethodSource("grouped")
    void manyValuesGetTheCodesThatEachGetsAlone(String text) {
        GroupedFormat format = (GroupedFormat) Matrices.format(text);
        GroupCodec codec = format.codec(Matrices.normal(4, 64, 1));
        float[] one = new float[codec.parameters()];
        float[] values = new float[4097];
        int[] codes = new int[values.length];
        Random random = new Random(9);
        for (int run : new int[] {1, 64, 4097}) {
            float[][] parameters = new float[one.length][Math.ceilDiv(values.length, run)];
            for (int g = 0; g < parameters[0].length; g++) {
                float magnitude = new float[] {1e-40f, 1e-6f, 0.05f, 1e6f, 1e37f}[g % 5];
                codec.fit(-0.4f * magnitude, random.nextFloat(0.5f, 0.7f) * magnitude, one);
                for (int p = 0; p < one.length; p++) {
                    parameters[p][g] = one[p];
                }
                for (int i = g * run; i < Math.min(values.length, (g + 1) * run); i++) {
                    // Ties, what lies far beyond the range, and anything in it.
                    values[i] = switch (i % 3) {
                        case 0 -> (random.nextInt(80) - 40) * 0.5f * one[0];
                        case 1 -> (float) (magnitude * 10 * random.nextGaussian());
                        default -> random.nextFloat(-0.5f, 0.7f) * magnitude;
                    };
                }
            }
            codec.encode(values, run, parameters, codes);
            for (int i = 0; i < values.length; i++) {
                for (int p = 0; p < one.length; p++) {
                    one[p] = parameters[p][i / run];
                }
                assertThat(codes[i]).as("code of %s in runs of %d", values[i], run).isEqualTo(codec.encode(values[i], one));
            }
        }
    }

    private static boolean isUnique(GroupCodec codec, int bits, int code, float[] parameters) {
        for (int other = 0; other < 1 << bits; other++) {
            if (other != code && codec.decode(other, parameters) == codec.decode(code, parameters)) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @MethodSource("grouped")
    void codecChoosesTheNearestValue(String text) {
        GroupedFormat format = (GroupedFormat) Matrices.format(text);
        GroupCodec codec = format.codec(Matrices.normal(4, 64, 1));
        float[] parameters = new float[codec.parameters()];
        codec.fit(-0.04f, 0.06f, parameters);
        // Float32 rounding of w / scale near a tie.
        double slack = 1e-6 * Math.abs(parameters[0]) * (1 << format.bits());
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            float value = random.nextFloat(-0.08f, 0.1f);
            double error = Math.abs((double) codec.decode(codec.encode(value, parameters), parameters) - value);
            // Codes that a table does not have are left out: they decode to zero, which is nobody's nearest value.
            double least = Double.POSITIVE_INFINITY;
            int codes = text.startsWith("codebook:values=2;0;-3") ? 3 : 1 << format.bits();
            for (int code = 0; code < codes; code++) {
                double other = Math.abs((double) codec.decode(code, parameters) - value);
                least = Double.isFinite(other) ? Math.min(least, other) : least;
            }
            if (error > least + slack) {
                fail(value + " is " + error + " off, where " + least + " is possible");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void raggedRowsDecodeCloseToTheWeights(String text) {
        Format format = Matrices.format(text);
        for (Shape shape : List.of(Shape.of(8, 1), Shape.of(8, 7), Shape.of(8, 70), Shape.of(8, 129), Shape.of(4, 3, 5))) {
            Tensor weights = Matrices.normal(shape.rows(), shape.cols(), 3).reshape(shape);
            QuantizedTensor q = format.encode(weights);
            float[] w = Matrices.values(weights);
            float[] d = Matrices.decoded(q);
            double error = 0;
            double norm = 0;
            for (int i = 0; i < w.length; i++) {
                error += (w[i] - d[i]) * (double) (w[i] - d[i]);
                norm += w[i] * (double) w[i];
            }
            assertThat(error).as("squared error at %s", shape).isLessThanOrEqualTo(worst(text, shape) * norm);
        }
    }

    private static double worst(String text, Shape shape) {
        if (text.contains("zero=int") && shape.cols() == 1) {
            return 1; // groups of one weight do not reach zero and saturate
        }
        return text.startsWith("affine:bits=1") || text.startsWith("codebook") ? 4 : 0.5;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void encodingTheDecodedTensorChangesLittle(String text) {
        Format format = Matrices.format(text);
        QuantizedTensor once = format.encode(Matrices.normal(8, 100, 5));
        float[] first = Matrices.decoded(once);
        float[] second = Matrices.decoded(format.encode(once.decode()));
        double change = 0;
        double norm = 0;
        for (int i = 0; i < first.length; i++) {
            change += Math.pow(first[i] - second[i], 2);
            norm += Math.pow(first[i], 2);
        }
        assertThat(change).isLessThanOrEqualTo(0.3 * norm);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void zerosDecodeToZeros(String text) {
        QuantizedTensor q = Matrices.format(text).encode(Matrices.constant(8, 70, 0));
        for (float value : Matrices.decoded(q)) {
            assertThat(value == 0).as("element decodes to zero").isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void zeroGroupAmongOthersDecodesToZero(String text) {
        float[] values = Matrices.values(Matrices.normal(8, 256, 2));
        for (int r = 0; r < 8; r++) {
            java.util.Arrays.fill(values, r * 256 + 128, r * 256 + 256, 0f);
        }
        Format format = Matrices.format(text);
        boolean halvesShareAScale = text.contains("per=");
        float[] decoded = Matrices.decoded(format.encode(Tensor.of(Shape.of(8, 256), values)));
        for (int i = 0; i < decoded.length && !halvesShareAScale; i++) {
            if (i % 256 >= 128) {
                assertThat(decoded[i] == 0).as("element decodes to zero").isTrue();
            }
        }
        assertThat(decoded).doesNotContain(Float.NaN);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.MIN_VALUE, -Float.MIN_VALUE, 1e-41f, -3e-39f, 1e-20f, -1e-4f, 0.5f, -7f, 1e20f, Float.MAX_VALUE,
        -Float.MAX_VALUE})
    void noFormatMakesNonFiniteValuesOfFiniteConstants(float constant) {
        for (String text : Matrices.FORMATS) {
            assertFinite(text, Matrices.constant(4, 70, constant));
        }
    }

    @Test
    void noFormatMakesNonFiniteValuesOfExtremeRanges() {
        float[][] extremes = {
            {Float.MAX_VALUE, -Float.MAX_VALUE, 0, 1},
            {Float.MAX_VALUE, 0, Float.MIN_VALUE, -1},
            {Float.MIN_VALUE, -Float.MIN_VALUE, 3 * Float.MIN_VALUE, 0},
            {1e-38f, 1.0000001e-38f, 1e-45f, 0},
            {1, Math.nextUp(1f), 1, 1},
            {-Float.MAX_VALUE, Math.nextUp(-Float.MAX_VALUE), -Float.MAX_VALUE, -1e38f},
            {70000, -1e-7f, 65504, 1e-8f},
        };
        for (float[] four : extremes) {
            float[] values = new float[4 * 64];
            for (int i = 0; i < values.length; i++) {
                values[i] = four[i % 4];
            }
            for (String text : Matrices.FORMATS) {
                assertFinite(text, Tensor.of(Shape.of(4, 64), values));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nf4:block=64,double=256", "nf4:block=32,double=2", "fp4:block=64,double=256",
        "codebook:values=1;2,block=64,double=3", "nf4:block=64,double=256,map=linear", "nf4:block=32,double=2,map=linear"})
    void doubleQuantizationOfScalesThatSpreadOverAllFloatsStaysFinite(String text) {
        float[] values = new float[4 * 129];
        for (float small : new float[] {0, 1, 1e38f, 3e38f}) {
            for (int i = 0; i < values.length; i++) {
                values[i] = i / 64 % 3 == 0 ? i % 2 == 0 ? Float.MAX_VALUE : -Float.MAX_VALUE : small;
            }
            Tensor weights = Tensor.of(Shape.of(4, 129), values);
            assertFinite(text, weights);
            QuantizedTensor quantized = Matrices.format(text).encode(weights);
            float[] terms = new float[129];
            for (int row = 0; row < 4; row++) {
                quantized.format().decodeTermsRow(quantized, row, terms);
                assertThat(terms).doesNotContain(Float.NaN);
            }
        }
    }

    @Test
    void theMiddleOfTwoValuesNearTheLargestFloatIsFinite() {
        Codebook book = new Codebook(new float[] {3e38f, 3.4e38f});
        assertThat(book.nearest(3.1e38f)).isZero();
        assertThat(book.nearest(3.3e38f)).isEqualTo(1);
    }

    private static void assertFinite(String text, Tensor weights) {
        for (float value : Matrices.decoded(Matrices.format(text).encode(weights))) {
            if (!Float.isFinite(value)) {
                fail(text + " makes " + value + " of weights such as " + weights.getFloat(0, 0));
            }
        }
    }

    @Test
    void anIntegerZeroSaturatesGroupsThatDoNotReachZero() {
        QuantizedTensor q = Matrices.format("affine:bits=4,group=64,zero=int").encode(Matrices.constant(1, 64, 0.5f));
        assertThat(q.component("scale").getFloat(0, 0)).isEqualTo(1e-5f / 15);
        assertThat(Matrices.decoded(q)).containsOnly(1e-5f / 15 * 15);
    }

    @ParameterizedTest
    @ValueSource(floats = {1e-20f, -1e-4f, 0.5f, -0.25f, -7f, 1e20f})
    void constantGroupsComeBackWhereTheFormatCanSayThem(float constant) {
        for (String text : List.of("affine:bits=4,group=64", "affine:bits=1,per=row", "nf4:block=64", "dense:f32")) {
            for (float value : Matrices.decoded(Matrices.format(text).encode(Matrices.constant(3, 70, constant)))) {
                assertThat(value == constant).as("%s: %s", text, value).isTrue();
            }
        }
    }
}
