package dev.nibble.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void codesOfEveryWidthSurvivePackingInRowsOfEveryLength(int bits) {
        Random random = new Random(bits);
        ElementType type = ElementType.unsigned(bits);
        for (int cols = 1; cols <= 40; cols++) {
            Tensor tensor = Tensor.allocate(type, Shape.of(3, cols));
            byte[][] rows = new byte[3][cols];
            for (int r = 0; r < 3; r++) {
                random.nextBytes(rows[r]);
                tensor.writeCodes(r, rows[r]);
            }
            byte[] read = new byte[cols];
            for (int r = 0; r < 3; r++) {
                tensor.readCodes(r, read);
                for (int c = 0; c < cols; c++) {
                    int expected = rows[r][c] & ((1 << bits) - 1);
                    assertThat(read[c] & 0xFF).isEqualTo(expected);
                    assertThat(tensor.getCode(r, c)).isEqualTo(expected);
                    assertThat(tensor.getFloat(r, c)).isEqualTo((float) expected);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void settingOneCodeLeavesTheOthers(int bits) {
        int max = (1 << bits) - 1;
        Tensor tensor = Tensor.allocate(ElementType.unsigned(bits), Shape.of(1, 19));
        for (int c = 0; c < 19; c++) {
            tensor.setCode(0, c, max);
        }
        for (int c = 0; c < 19; c++) {
            tensor.setCode(0, c, 0);
            for (int other = 0; other < 19; other++) {
                assertThat(tensor.getCode(0, other)).isEqualTo(other == c ? 0 : max);
            }
            tensor.setCode(0, c, max);
        }
    }

    @Test
    void packingPutsTheFirstCodeInTheLowestBits() {
        Tensor tensor = Tensor.allocate(ElementType.U3, Shape.of(1, 3));
        tensor.writeCodes(0, new byte[] {1, 2, 7});
        assertThat(tensor.data().get(Layouts.BYTE, 0)).isEqualTo((byte) (1 | 2 << 3 | 7 << 6));
        assertThat(tensor.data().get(Layouts.BYTE, 1)).isEqualTo((byte) (7 >> 2));
    }

    @Test
    void everyHalfFloatReadsAndWritesItself() {
        Tensor half = Tensor.allocate(ElementType.F16, Shape.of(1, 1));
        Tensor brain = Tensor.allocate(ElementType.BF16, Shape.of(1, 1));
        for (int code = 0; code < 1 << 16; code++) {
            for (Tensor tensor : new Tensor[] {half, brain}) {
                tensor.data().set(Layouts.SHORT, 0, (short) code);
                float value = tensor.getFloat(0, 0);
                tensor.setFloat(0, 0, value);
                if (Float.isNaN(value)) {
                    assertThat(tensor.getFloat(0, 0)).isNaN();
                } else {
                    assertThat(tensor.data().get(Layouts.SHORT, 0)).isEqualTo((short) code);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = ElementType.class, names = {"F16", "BF16"})
    void halfFloatsRoundToNearestTiesToEven(ElementType type) {
        Tensor tensor = Tensor.allocate(type, Shape.of(1, 1));
        // Positive finite codes ascend with their values, so neighbours are code and code + 1.
        int largest = type == ElementType.F16 ? 0x7BFF : 0x7F7F;
        Random random = new Random(1);
        for (int i = 0; i < 5000; i++) {
            int code = random.nextInt(largest);
            float low = value(tensor, code);
            float high = value(tensor, code + 1);
            float middle = (float) (((double) low + high) / 2);
            assertThat(rounded(tensor, middle)).as("tie at %s", middle).isEqualTo(code % 2 == 0 ? code : code + 1);
            assertThat(rounded(tensor, Math.nextDown(middle))).isEqualTo(code);
            assertThat(rounded(tensor, Math.nextUp(middle))).isEqualTo(code + 1);
            assertThat(rounded(tensor, -middle) & 0x7FFF).isEqualTo(code % 2 == 0 ? code : code + 1);
        }
    }

    private static float value(Tensor tensor, int code) {
        tensor.data().set(Layouts.SHORT, 0, (short) code);
        return tensor.getFloat(0, 0);
    }

    private static int rounded(Tensor tensor, float value) {
        tensor.setFloat(0, 0, value);
        return tensor.data().get(Layouts.SHORT, 0) & 0xFFFF;
    }

    @Test
    void integersReadAsTheNearestFloat() {
        Tensor signed = Tensor.allocate(ElementType.I64, Shape.of(1, 1));
        signed.data().set(Layouts.LONG, 0, -3L);
        assertThat(signed.getFloat(0, 0)).isEqualTo(-3f);
        Tensor unsigned = Tensor.allocate(ElementType.U64, Shape.of(1, 1));
        unsigned.data().set(Layouts.LONG, 0, -1L);
        assertThat(unsigned.getFloat(0, 0)).isEqualTo(0x1p64f);
        Tensor bytes = Tensor.allocate(ElementType.U8, Shape.of(1, 1));
        bytes.data().set(Layouts.BYTE, 0, (byte) -1);
        assertThat(bytes.getFloat(0, 0)).isEqualTo(255f);
    }

    @Test
    void scalesOfMicroscalingArePowersOfTwo() {
        Tensor tensor = Tensor.allocate(ElementType.F8_E8M0, Shape.of(1, 3));
        tensor.writeCodes(0, new byte[] {0, (byte) 254, (byte) 255});
        assertThat(tensor.getFloat(0, 0)).isEqualTo(0x1p-127f);
        assertThat(tensor.getFloat(0, 1)).isEqualTo(0x1p127f);
        assertThat(tensor.getFloat(0, 2)).isNaN();
    }

    @Test
    void segmentsOfAnotherSizeAreRefused() {
        assertThatThrownBy(() -> Tensor.of(ElementType.F32, Shape.of(2, 3), MemorySegment.ofArray(new byte[23])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("24 bytes")
                .hasMessageContaining("23");
        assertThatThrownBy(() -> Tensor.of(Shape.of(2, 2), 1, 2, 3)).hasMessageContaining("4 elements");
    }

    @Test
    void readOnlyViewsCannotBeWrittenAndCopiesCan() {
        Tensor tensor = Tensor.of(Shape.of(1, 2), 1, 2);
        Tensor view = tensor.asReadOnly();
        assertThatThrownBy(() -> view.setFloat(0, 0, 5)).isInstanceOf(IllegalArgumentException.class);
        Tensor copy = view.copy();
        copy.setFloat(0, 0, 5);
        assertThat(tensor.getFloat(0, 0)).isEqualTo(1f);
        assertThat(copy.sameBytes(tensor)).isFalse();
        assertThat(view.sameBytes(tensor)).isTrue();
    }

    @Test
    void wideElementsAreNoCodes() {
        assertThatThrownBy(() -> Tensor.allocate(ElementType.F32, Shape.of(1, 1)).getCode(0, 0))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("F32");
        assertThatThrownBy(() -> Tensor.allocate(ElementType.C64, Shape.of(1, 1)).getFloat(0, 0))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Tensor.allocate(ElementType.I32, Shape.of(1, 1)).setFloat(0, 0, 1))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
