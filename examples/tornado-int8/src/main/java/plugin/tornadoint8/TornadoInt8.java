package plugin.tornadoint8;

import dev.nibble.api.kernel.described.DescribedKernel;
import dev.nibble.api.kernel.described.KernelDescription;

/** int8 weights with one scale a row, compiled by TornadoVM; everything is said in int8.json. */
public final class TornadoInt8 implements DescribedKernel {
    private final KernelDescription description = KernelDescription.load(TornadoInt8.class, "int8.json");

    @Override
    public KernelDescription described() {
        return description;
    }
}
