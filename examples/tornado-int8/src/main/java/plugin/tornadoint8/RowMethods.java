package plugin.tornadoint8;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What TornadoVM compiles. Only this class knows its types. */
public final class RowMethods {
    private RowMethods() {}

    /**
     * {@code y = x W^T}, one work item for each row of the weight and of the input.
     *
     * @param sizes rows and columns of the weight, rows of the input
     * @param codes of the weight, row by row; a code stands for itself less 128
     * @param scale of each row
     * @param x input, row by row
     * @param y output, row by row
     */
    public static void linear(IntArray sizes, ByteArray codes, FloatArray scale, FloatArray x, FloatArray y) {
        for (@Parallel int r = 0; r < sizes.get(0); r++) {
            for (@Parallel int t = 0; t < sizes.get(2); t++) {
                int columns = sizes.get(1);
                float sum = 0;
                for (int i = 0; i < columns; i++) {
                    float code = codes.get(r * columns + i) & 0xFF; // a float before the subtraction, see README.md
                    sum += (code - 128) * x.get(t * columns + i);
                }
                y.set(t * sizes.get(0) + r, sum * scale.get(r));
            }
        }
    }
}
