package dev.nibble.runtime.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.op.Fill;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.oracle.TestWeights;
import dev.nibble.runtime.testing.Plugins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowFactorsTest {
    private static final int ROWS = 6;
    private static final int COLS = 128;
    private static final float[] FACTORS = {0.3f, 1, 1.7f, 5, 0.011f, 2};

    private static QuantizedTensor tensor(String format) {
        return Plugins.with().format(format).encode(TestWeights.dense(Shape.of(ROWS, COLS), Fill.NORMAL, 6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=4,group=64,zero=float", "affine:bits=3,group=32,zero=int", "affine:bits=8,per=row,zero=none",
        "nf4:block=64", "fp8:e4m3fn,per=row", "dense:f32"})
    void rowsAreMultipliedUpToRoundingAndCodesStay(String format) {
        QuantizedTensor before = tensor(format);
        QuantizedTensor after = RowFactors.multiply(before, FACTORS).orElseThrow();
        Tensor expected = before.decode();
        Tensor decoded = after.decode();
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c < COLS; c++) {
                float value = expected.getFloat(r, c) * FACTORS[r];
                assertThat(decoded.getFloat(r, c)).isCloseTo(value, within(Math.abs(value) * 1e-6f));
            }
        }
        assertThat(before.components().entrySet().stream()
                .filter(it -> !it.getValue().sameBytes(after.component(it.getKey()))).count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"affine:bits=4,group=64,params=f16", "affine:bits=8,per=tensor", "affine:bits=4,group=2,axis=0",
        "nf4:block=64,double=256", "nvfp4", "mxfp4", "dense:f16"})
    void formatsThatCannotHoldTheProductsSaySo(String format) {
        assertThat(RowFactors.multiply(tensor(format), FACTORS)).isEmpty();
    }

    @Test
    void thereMustBeAFactorForEachRow() {
        assertThatIllegalArgumentException().isThrownBy(() -> RowFactors.multiply(tensor("nf4:block=64"), new float[3]))
                .withMessageContaining("3 factors cannot multiply the rows");
    }
}
