package dev.nibble.conformance;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import java.util.stream.Stream;

/** An honest kernel passes; this is also what an author's test looks like. */
class HonestKernelTest implements KernelConformance {
    @Override
    public Kernel kernel() {
        return LinearKernel.honest();
    }

    @Override
    public Device device() {
        return new HostDevice();
    }

    @Override
    public Stream<Format> formats() {
        return Stream.of("affine:bits=3,group=64,axis=1,zero=float", "nf4:block=64,double=256", "fp8:e4m3fn,per=row",
                "mxfp4").map(registry()::format);
    }
}
