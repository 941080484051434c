package dev.nibble.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.testing.SparseFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tensors with more than 2^31 elements in mapped files: whatever lies beyond is reached, and nothing else with it. */
class LargeTensorTest {
    private static final Shape SHAPE = Shape.of(70_000, 65_536);
    private static final long LAST = SHAPE.rows() - 1;

    @TempDir
    Path folder;

    /** The row that row {@code LAST} would be taken for if its offset were kept in 32 bits; 65,536 columns make them whole. */
    private static long alias(ElementType type) {
        return (LAST * type.rowBytes(SHAPE.cols()) & 0xFFFFFFFFL) / type.rowBytes(SHAPE.cols());
    }

    @ParameterizedTest
    @EnumSource(names = {"U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8"})
    void codesInTheLastRow(ElementType type) throws Exception {
        try (SparseFile file = SparseFile.create(folder.resolve("codes"), Tensor.byteSize(type, SHAPE))) {
            Tensor tensor = Tensor.of(type, SHAPE, file.data());
            byte[] codes = new byte[65_536];
            for (int i = 0; i < codes.length; i++) {
                codes[i] = (byte) (i * 31 + i / 256 & (1 << type.bits()) - 1);
            }
            tensor.writeCodes(LAST, codes);
            int other = codes[65_535] ^ 1;
            tensor.setCode(LAST, 65_535, other);
            codes[65_535] = (byte) other;

            byte[] read = new byte[65_536];
            tensor.readCodes(LAST, read);
            assertThat(read).isEqualTo(codes);
            assertThat(tensor.getCode(LAST, 65_535)).isEqualTo(other & 0xFF);
            float[] floats = new float[65_536];
            tensor.readRow(LAST, floats);
            assertThat(floats[65_534]).isEqualTo(codes[65_534] & 0xFF);
            assertThat(tensor.row(LAST).byteSize()).isEqualTo(type.rowBytes(65_536));
            assertUntouched(tensor, LAST - 1);
            if (alias(type) != LAST) {
                assertUntouched(tensor, alias(type));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"})
    void floatsInTheLastRow(ElementType type) throws Exception {
        try (SparseFile file = SparseFile.create(folder.resolve("floats"), Tensor.byteSize(type, SHAPE))) {
            Tensor tensor = Tensor.of(type, SHAPE, file.data());
            float[] row = new float[65_536];
            for (int i = 0; i < row.length; i++) {
                row[i] = i % 15 - 7; // exact in every float type
            }
            tensor.writeRow(LAST, row);
            tensor.setFloat(LAST, 65_535, 2.5f);
            row[65_535] = 2.5f;

            float[] read = new float[65_536];
            tensor.readRow(LAST, read);
            assertThat(read).isEqualTo(row);
            assertThat(tensor.getFloat(LAST, 65_535)).isEqualTo(2.5f);
            assertUntouched(tensor, LAST - 1);
            assertUntouched(tensor, alias(type));
        }
    }

    @Test
    void elementsOfOneRowBeyondTwoToThe31() throws Exception {
        Shape row = Shape.of(1, 3_000_000_001L);
        try (SparseFile file = SparseFile.create(folder.resolve("row"), Tensor.byteSize(ElementType.U3, row))) {
            Tensor tensor = Tensor.of(ElementType.U3, row, file.data());
            tensor.setCode(0, 3_000_000_000L, 5);
            tensor.setCode(0, 2_999_999_999L, 3);
            assertThat(tensor.getCode(0, 3_000_000_000L)).isEqualTo(5);
            assertThat(tensor.getFloat(0, 2_999_999_999L)).isEqualTo(3);
            assertThat(tensor.getCode(0, 2_999_999_998L)).isZero();
            assertThatThrownBy(() -> tensor.readCodes(0, new byte[8])).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1x3000000001").hasMessageContaining("too long for an array");
        }
    }

    @Test
    void aSegmentOfAnotherSizeIsRefusedByItsFullSize() throws Exception {
        long bytes = Tensor.byteSize(ElementType.U4, SHAPE);
        assertThat(bytes).isEqualTo(2_293_760_000L);
        try (SparseFile file = SparseFile.create(folder.resolve("short"), bytes - (1L << 31))) {
            assertThatThrownBy(() -> Tensor.of(ElementType.U4, SHAPE, file.data())).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2293760000 bytes").hasMessageContaining("146276352");
        }
    }

    private static void assertUntouched(Tensor tensor, long row) {
        byte[] bytes = tensor.row(row).toArray(Layouts.BYTE);
        assertThat(bytes).as("row %d", row).containsOnly(0);
    }
}
