package sample;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.described.DescribedKernel;
import dev.nibble.api.kernel.described.KernelDescription;
import java.lang.foreign.MemorySegment;

/** Uses all that a description can say. */
public final class Steps implements DescribedKernel {
    private final KernelDescription description = KernelDescription.load(Steps.class, "steps.json");

    @Override
    public KernelDescription described() {
        return description;
    }

    @Override
    public MemorySegment pack(String name, QuantizedTensor weight) {
        return MemorySegment.ofArray(new float[] {0.5f});
    }
}
