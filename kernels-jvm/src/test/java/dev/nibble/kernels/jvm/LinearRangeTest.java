package dev.nibble.kernels.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.TestWeights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers at the ends of the float range, in linear kernels for codes. */
@Tag("vectors")
class LinearRangeTest {
    @ParameterizedTest
    @CsvSource({"affine:bits=4;group=64;zero=none, f32", "affine:bits=4;group=64;zero=none, int8", "fp8:e4m3fn;per=row, int8",
        "affine:bits=4;group=64;zero=none, int8-affine", "affine:bits=4;group=64;zero=none, int8-static",
        "affine:bits=8;group=64;zero=float, int8-static-affine",
        "affine:bits=2;group=64;zero=none, f32", "affine:bits=2;group=64;zero=none, int8"})
    void anInputWithNanLeavesNothingBehind(String format, String activation) {
        OpSpec spec = new OpSpec("linear", TestDevice.format(format.replace(';', ',')), Shape.of(8, 100), 3,
                Activation.of(activation));
        try (Device device = TestDevice.open(); Arena arena = Arena.ofShared();
                var prepared = CodedLinearTest.kernel(spec, device).prepare(new KernelRequest(spec, device.info(), 1), device,
                        TestWeights.of(spec.format(), spec.weight(), Fill.NORMAL, 1))) {
            for (long m = 1; m <= 3; m += 2) {
                MemorySegment ones = arena.allocate(m * 100 * Float.BYTES, 64);
                MemorySegment.copy(ones(m * 100), 0, ones, ValueLayout.JAVA_FLOAT, 0, (int) m * 100);
                MemorySegment clean = arena.allocate(m * 8 * Float.BYTES, 64);
                MemorySegment after = arena.allocate(m * 8 * Float.BYTES, 64);
                prepared.run(m, ones, clean, MemorySegment.NULL);
                ones.setAtIndex(ValueLayout.JAVA_FLOAT, 0, Float.NaN);
                prepared.run(m, ones, after, MemorySegment.NULL);
                assertThat(after.getAtIndex(ValueLayout.JAVA_FLOAT, 0)).isNaN();
                ones.setAtIndex(ValueLayout.JAVA_FLOAT, 0, 1f);
                prepared.run(m, ones, after, MemorySegment.NULL);
                assertThat(after.mismatch(clean)).isEqualTo(-1);
            }
        }
    }

    private static float[] ones(long count) {
        float[] ones = new float[(int) count];
        Arrays.fill(ones, 1f);
        return ones;
    }

    @Test
    void weightsNearTheSmallestFloatsKeepTheirValueInEightBitFloats() {
        float[] values = new float[8 * 128];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1e-30f * (i % 13 - 5);
        }
        OpSpec spec = new OpSpec("linear", TestDevice.format("fp8:e4m3fn,per=row"), Shape.of(8, 128), 1, Activation.F32);
        try (Device device = TestDevice.open(); Arena arena = Arena.ofShared()) {
            QuantizedTensor weight = spec.format().encode(Tensor.of(Shape.of(8, 128), values));
            MemorySegment in = arena.allocate(128 * Float.BYTES, 64);
            MemorySegment out = arena.allocate(8 * Float.BYTES, 64);
            MemorySegment.copy(ones(128), 0, in, ValueLayout.JAVA_FLOAT, 0, 128);
            try (var prepared = new Lookup8Linear().prepare(new KernelRequest(spec, device.info(), 1), device, weight)) {
                prepared.run(1, in, out, MemorySegment.NULL);
            }
            float[] decoded = new float[128];
            for (int row = 0; row < 8; row++) {
                weight.format().decodeRow(weight, row, decoded);
                double sum = 0;
                for (float value : decoded) {
                    sum += value;
                }
                assertThat(out.getAtIndex(ValueLayout.JAVA_FLOAT, row)).isCloseTo((float) sum, withinPercentage(0.01));
            }
        }
    }

    /** Weights up to 1.5e38. With inputs of some 1e-30 all terms and sums are well within the float range. */
    private static QuantizedTensor huge(Format format) {
        float[] values = new float[40 * 130];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1e37f * (i % 23 - 7);
        }
        return format.encode(Tensor.of(Shape.of(40, 130), values));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "affine:bits=4,group=64,zero=float | 1", "affine:bits=4,group=64,zero=int | 1", "affine:bits=4,group=64,zero=none | 1",
        "affine:bits=4,group=64,zero=float | 9", "affine:bits=2,group=64,zero=float | 1", "affine:bits=8,group=64,zero=float | 1",
        "affine:bits=8,group=64,zero=none | 9", "nf4:block=64 | 1", "nf4:block=64 | 9", "fp8:e4m3fn,per=row | 1",
        "fp8:e5m2,per=row | 9"
    })
    void hugeWeightsTimesTinyInputsStayInRange(String format, long m) {
        OpSpec spec = new OpSpec("linear", TestDevice.format(format), Shape.of(40, 130), m, Activation.F32);
        try (Device device = TestDevice.open()) {
            QuantizedTensor weight = huge(spec.format());
            Tensor input = Tensor.allocate(ElementType.F32, Shape.of(m, 130));
            for (long i = 0; i < m * 130; i++) {
                input.data().setAtIndex(ValueLayout.JAVA_FLOAT, i, 1e-30f * (i % 5 - 1));
            }
            Tensor output = Tensor.allocate(ElementType.F32, Shape.of(m, 40));
            try (var prepared = CodedLinearTest.kernel(spec, device)
                    .prepare(new KernelRequest(spec, device.info(), 1), device, weight)) {
                prepared.run(m, input.data(), output.data(), MemorySegment.NULL);
            }
            requireProduct(weight, input, output);
        }
    }

    private static void requireProduct(QuantizedTensor weight, Tensor input, Tensor output) {
        float[] w = new float[130];
        for (long row = 0; row < 40; row++) {
            weight.format().decodeRow(weight, row, w);
            for (long m = 0; m < input.shape().rows(); m++) {
                double sum = 0;
                double magnitude = 0;
                for (int k = 0; k < w.length; k++) {
                    double x = input.data().getAtIndex(ValueLayout.JAVA_FLOAT, m * w.length + k);
                    sum += x * w[k];
                    magnitude += Math.abs(x) * 1.5e38;
                }
                assertThat((double) output.data().getAtIndex(ValueLayout.JAVA_FLOAT, m * 40 + row))
                        .isCloseTo(sum, within(1e-6 * magnitude));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=4,group=64,zero=float", "affine:bits=8,per=row,zero=none", "nf4:block=64",
        "fp8:e4m3fn,per=row"})
    void int8ActivationsRefuseWeightsThatTheirSumsCannotHold(String format) {
        OpSpec spec = new OpSpec("linear", TestDevice.format(format), Shape.of(40, 130), 1, Activation.INT8_ROW);
        try (Device device = TestDevice.open()) {
            assertThatThrownBy(() -> CodedLinearTest.kernel(spec, device).prepare(new KernelRequest(spec, device.info(), 1), device,
                    huge(spec.format()))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("too large for int8 activations").hasMessageContaining("row 0");
        }
    }
}
