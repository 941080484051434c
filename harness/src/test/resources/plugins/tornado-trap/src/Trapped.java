import dev.nibble.api.kernel.described.DescribedKernel;
import dev.nibble.api.kernel.described.KernelDescription;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** A kernel whose method divides by zero and shifts without sign: the lint knows both. */
public final class Trapped implements DescribedKernel {
    private final KernelDescription description = KernelDescription.parse("""
            {"name": "methods.trapped", "description": "a kernel for tests", "op": "dequantize", "formats": ["dense:f32"],
             "compiler": "TornadoVM", "steps": [{"method": "Trapped$Method.divides", "arguments": [
                {"role": "ints", "values": ["n * k", "n - n"]}, {"role": "component", "name": "values"},
                {"role": "output", "bytes": "4 * n * k"}], "global": ["n * k"]}]}""");

    @Override
    public KernelDescription described() {
        return description;
    }

    /** What it runs. */
    public static final class Method {
        public static void divides(IntArray sizes, FloatArray values, FloatArray y) {
            for (@Parallel int i = 0; i < sizes.get(0); i++) {
                y.set(i, values.get(i) + sizes.get(0) / sizes.get(1) + (i >>> 31));
            }
        }
    }
}
