import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What the kernels run. */
public final class Methods {
    public static void copies(IntArray sizes, FloatArray values, FloatArray y) {
        for (@Parallel int i = 0; i < sizes.get(0); i++) {
            y.set(i, values.get(i));
        }
    }

    public static void sequential(IntArray sizes, FloatArray values, FloatArray y) {
        for (int i = 0; i < sizes.get(0); i++) {
            y.set(i, values.get(i));
        }
    }

    public static void outside(IntArray sizes, FloatArray values, FloatArray y) {
        for (@Parallel int i = 0; i < sizes.get(0); i++) {
            y.set(i - 2000000000, values.get(i));
        }
    }
}
