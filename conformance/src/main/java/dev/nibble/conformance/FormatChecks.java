package dev.nibble.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;

import dev.nibble.api.format.CodedFormat;
import dev.nibble.api.format.Component;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.FormatProvider;
import dev.nibble.api.format.FormatText;
import dev.nibble.api.format.GroupCodec;
import dev.nibble.api.format.GroupedFormat;
import dev.nibble.api.format.Provenance;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Fill;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.Codes;
import dev.nibble.runtime.oracle.TestWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The checks on one format. */
final class FormatChecks {
    private static final long SEED = 11;

    private final Format format;
    private final List<Shape> shapes;

    FormatChecks(Format format, List<Shape> shapes) {
        this.format = format;
        this.shapes = shapes.stream().filter(shape -> format.supports(shape).supported()).toList();
        assertThat(this.shapes).as("shapes that %s supports, of %s", format.text(), shapes).isNotEmpty();
    }

    private QuantizedTensor encode(Shape shape, Fill fill, long seed) {
        // Read-only: a format must not write to the weights.
        return format.encode(TestWeights.dense(shape, fill, seed).asReadOnly());
    }

    void countsEveryByte() {
        assertThat(format.components().stream().map(Component::name)).as("component names").doesNotHaveDuplicates();
        for (Shape shape : shapes) {
            QuantizedTensor tensor = encode(shape, Fill.NORMAL, SEED);
            long bytes = tensor.components().values().stream().mapToLong(c -> c.data().byteSize()).sum();
            assertThat(format.bytes(shape)).as("bytes of %s", tensor).isEqualTo(bytes);
            assertThat(format.bitsPerWeight(shape)).as("bits per weight of %s", tensor)
                    .isEqualTo(8.0 * bytes / shape.elements());
        }
    }

    void decodesFromItsComponentsAlone(Optional<FormatProvider> provider) {
        for (Shape shape : shapes) {
            QuantizedTensor tensor = encode(shape, Fill.NORMAL, SEED);
            Tensor expected = tensor.decode();
            Map<String, Tensor> copies = new LinkedHashMap<>();
            tensor.components().forEach((name, component) -> copies.put(name, component.copy()));
            // Whatever the format kept of the first tensor is now that of another.
            encode(shape, Fill.NORMAL, SEED + 1).decode();
            Format reader = provider.map(p -> p.parse(FormatText.parse(format.text()))).orElse(format);
            Tensor decoded = QuantizedTensor.of(reader, shape, copies, Provenance.NONE).decode();
            assertThat(decoded.sameBytes(expected)).as("%s decodes alike from copies of its components", tensor).isTrue();
            assertThat(encode(shape, Fill.NORMAL, SEED).components().values())
                    .as("%s encoded again", tensor)
                    .zipSatisfy(copies.values(), (again, first) -> assertThat(again.sameBytes(first)).isTrue());
        }
    }

    void isCutAndJoinedAsDeclared() {
        for (Shape shape : shapes) {
            QuantizedTensor encoded = encode(shape, Fill.NORMAL, SEED);
            new StructureChecks(encoded).run();
            TestWeights.with(Codes.RANDOM, encoded, SEED).ifPresent(random -> new StructureChecks(random).run());
        }
    }

    void makesNoNanOfFiniteWeights() {
        for (Shape shape : shapes) {
            for (Fill fill : Fill.values()) {
                requireFinite(encode(shape, fill, SEED), fill.name());
            }
            for (float value : new float[] {-3.5f, Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE}) {
                requireFinite(format.encode(constant(shape, value)), "constant " + value);
            }
            Tensor spread = TestWeights.dense(shape, Fill.NORMAL, SEED);
            // Half of it, since scales that are quantized themselves may come out some percent too large.
            spread.setFloat(0, 0, Float.MAX_VALUE / 2);
            spread.setFloat(shape.rows() - 1, shape.cols() - 1, -Float.MAX_VALUE / 2);
            requireFinite(format.encode(spread), "half of the largest float32 number, of both signs");
        }
    }

    private static Tensor constant(Shape shape, float value) {
        Tensor weights = Tensor.allocate(ElementType.F32, shape);
        float[] row = new float[shape.rowLength()];
        java.util.Arrays.fill(row, value);
        for (long r = 0; r < shape.rows(); r++) {
            weights.writeRow(r, row);
        }
        return weights;
    }

    private static void requireFinite(QuantizedTensor tensor, String weights) {
        Tensor decoded = tensor.decode();
        float[] row = new float[tensor.shape().rowLength()];
        for (long r = 0; r < tensor.shape().rows(); r++) {
            decoded.readRow(r, row);
            for (int c = 0; c < row.length; c++) {
                if (!Float.isFinite(row[c])) {
                    fail("%s of weights '%s' decodes to %s at row %d, column %d", tensor, weights, row[c], r, c);
                }
            }
        }
    }

    void refusesWeightsThatAreNotFinite() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            Shape shape = shapes.getLast();
            Tensor weights = TestWeights.dense(shape, Fill.NORMAL, SEED);
            weights.setFloat(shape.rows() - 1, shape.cols() - 1, bad);
            Throwable thrown = catchThrowable(() -> format.encode(weights));
            assertThat(thrown).as("what %s says of a weight that is %s", format.text(), bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    void decodesAndEncodesEveryCode() {
        for (Shape shape : shapes) {
            QuantizedTensor encoded = encode(shape, Fill.NORMAL, SEED);
            for (Codes codes : Codes.values()) {
                TestWeights.with(codes, encoded, SEED).ifPresent(QuantizedTensor::decode);
            }
        }
        if (format instanceof GroupedFormat grouped) {
            GroupCodec codec = grouped.codec(TestWeights.dense(shapes.getLast(), Fill.NORMAL, SEED));
            for (float[] range : new float[][] {{-1, 1}, {-0.25f, 3}, {0, 2}, {-5, 0}}) {
                everyCode(grouped, codec, range[0], range[1]);
            }
        }
    }

    private void everyCode(GroupedFormat grouped, GroupCodec codec, float low, float high) {
        float[] parameters = new float[codec.parameters()];
        codec.fit(low, high, parameters);
        int codes = 1 << grouped.bits();
        for (int code = 0; code < codes; code++) {
            float value = codec.decode(code, parameters);
            if (Float.isFinite(value)) {
                float again = codec.decode(codec.encode(value, parameters), parameters);
                assertThat(again).as("%s: value of code %d for range %s to %s, encoded and decoded again", format.text(),
                        code, low, high).isEqualTo(value);
            }
        }
        for (int i = 0; i <= 100; i++) {
            float value = low + (high - low) * i / 100;
            double error = Math.abs(value - codec.decode(codec.encode(value, parameters), parameters));
            double least = nearest(codec, parameters, codes, value);
            assertThat(error).as("%s: error of %s in range %s to %s, the nearest code's being %s", format.text(), value,
                    low, high, least).isLessThanOrEqualTo(least + 1e-5 * (high - low));
        }
    }

    private static double nearest(GroupCodec codec, float[] parameters, int codes, float value) {
        double least = Double.POSITIVE_INFINITY;
        for (int code = 0; code < codes; code++) {
            double error = Math.abs(value - (double) codec.decode(code, parameters));
            least = error < least ? error : least;
        }
        return least;
    }

    void termsBoundTheDecode() {
        for (Shape shape : shapes) {
            QuantizedTensor tensor = encode(shape, Fill.NORMAL, SEED);
            float[] row = new float[shape.rowLength()];
            float[] terms = new float[shape.rowLength()];
            for (long r = 0; r < shape.rows(); r++) {
                format.decodeRow(tensor, r, row);
                format.decodeTermsRow(tensor, r, terms);
                for (int c = 0; c < row.length; c++) {
                    if (!(terms[c] >= Math.abs(row[c]) * (1 - 0x1p-20f))) {
                        fail("terms of %s at row %d, column %d are %s, less than the decode's %s", tensor, r, c, terms[c],
                                row[c]);
                    }
                }
            }
        }
    }

    void decodesToItsLevels() {
        if (!(format instanceof CodedFormat coded)) {
            return;
        }
        float[] levels = coded.levels();
        assertThat(levels).as("levels of %s, %d bits", format.text(), coded.bits()).hasSize(1 << coded.bits());
        for (Shape shape : shapes) {
            QuantizedTensor tensor = encode(shape, Fill.NORMAL, SEED);
            float[] row = new float[shape.rowLength()];
            byte[] codes = new byte[shape.rowLength()];
            long run = coded.grouping().run(shape);
            for (long r = 0; r < shape.rows(); r++) {
                format.decodeRow(tensor, r, row);
                tensor.component("codes").readCodes(r, codes);
                CodedFormat.RowParameters parameters = coded.parameters(tensor, r);
                for (int c = 0; c < row.length; c++) {
                    int group = (int) (c / run);
                    float zero = coded.hasZero() ? parameters.zeros()[group] : 0;
                    float said = (levels[codes[c] & 0xFF] - zero) * parameters.scales()[group];
                    if (said != row[c]) {
                        fail("%s decodes row %d, column %d to %s, but by its levels and parameters it is %s", tensor, r, c,
                                row[c], said);
                    }
                }
            }
        }
    }

    void textIsReadBack(Optional<FormatProvider> provider) {
        FormatText text = FormatText.parse(format.text());
        provider.ifPresent(reader -> {
            assertThat(text.family()).as("family of %s", format.text()).isEqualTo(reader.name());
            assertThat(reader.parse(text).text()).as("text of the format read back").isEqualTo(format.text());
        });
    }
}
