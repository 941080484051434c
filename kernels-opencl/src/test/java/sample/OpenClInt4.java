package sample;

import dev.nibble.api.kernel.described.DescribedKernel;
import dev.nibble.api.kernel.described.KernelDescription;

/** int4 in OpenCL C; everything is said in int4.json. */
public final class OpenClInt4 implements DescribedKernel {
    private final KernelDescription description = KernelDescription.load(OpenClInt4.class, "int4.json");

    @Override
    public KernelDescription described() {
        return description;
    }
}
