package dev.nibble.api.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nibble.api.testing.Goldens;
import dev.nibble.api.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Int8AffineTest {
    private static final String CONFIG = "/int8dyn_int8_perrow/";

    @Test
    void dynamicRowsAreTorchaos() {
        assertRowsEqual(Goldens.edge(), "inputs/x_w_edge", "torchao.w_edge");
    }

    @Test
    void dynamicRowsOfTheLargerMatrixAreTorchaosToo() {
        assertRowsEqual(Goldens.shared("inputs", "torchao.w_normal"), "inputs/x_w_normal", "torchao.w_normal");
    }

    /** Scale and zero of every row are equal to the bit, and so is every code. */
    private static void assertRowsEqual(Goldens goldens, String input, String family) {
        Tensor x = goldens.tensor(input);
        float[] scales = goldens.floats(family + CONFIG + "x_scale");
        float[] zeros = goldens.floats(family + CONFIG + "x_zero");
        float[] codes = goldens.floats(family + CONFIG + "x_q");
        float[] row = new float[x.shape().rowLength()];
        byte[] made = new byte[row.length];
        for (int r = 0; r < x.shape().rows(); r++) {
            x.readRow(r, row);
            Int8Affine int8 = Int8Affine.ofRow(row, row.length);
            assertThat(int8.scale()).as("scale of row %d", r).isEqualTo(scales[r]);
            assertThat(int8.zero()).as("zero of row %d", r).isEqualTo((int) zeros[r]);
            int8.quantize(row, row.length, made);
            for (int k = 0; k < row.length; k++) {
                assertThat((int) made[k]).as("code %d of row %d", k, r).isEqualTo((int) codes[r * row.length + k]);
            }
        }
    }

    @Test
    void zeroIsExactAndEveryValueInRangeIsWithinHalfAStep() {
        Random random = new Random(3);
        for (int trial = 0; trial < 200; trial++) {
            float low = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4));
            float high = low + (float) Math.abs(random.nextGaussian());
            Int8Affine int8 = Int8Affine.of(low, high);
            assertThat(int8.decode(int8.code(0))).isZero();
            float value = low + random.nextFloat() * (high - low);
            // The zero is rounded, so one end may clip by half a step more.
            assertThat(int8.decode(int8.code(value))).isCloseTo(value, within(1.01f * int8.scale()));
        }
    }

    @Test
    void rowsOfZerosAndTinyRowsHaveAScale() {
        Int8Affine zeros = Int8Affine.ofRow(new float[4], 4);
        assertThat(zeros.decode(zeros.code(0))).isZero();
        assertThat(Int8Affine.ofRow(new float[] {Float.MIN_VALUE}, 1).scale()).isEqualTo(Float.MIN_NORMAL);
        assertThat(Int8Affine.ofRow(new float[] {3e38f, -3e38f}, 2).scale()).isCloseTo((float) (6e38 / 255), within(1e31f));
    }
}
