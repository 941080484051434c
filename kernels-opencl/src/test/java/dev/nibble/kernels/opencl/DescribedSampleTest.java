package dev.nibble.kernels.opencl;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.conformance.KernelConformance;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import sample.OpenClInt4;

/** The sample plugin: OpenCL C with a description meets every demand on kernels. */
class DescribedSampleTest implements KernelConformance {
    private static Device device;

    @BeforeAll
    static void open() {
        device = Pocl.open();
    }

    @AfterAll
    static void close() {
        if (device != null) {
            device.close();
        }
    }

    @Override
    public Kernel kernel() {
        return new OpenClInt4();
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public Stream<Format> formats() {
        return Stream.of("affine:bits=4,group=32,zero=float", "affine:bits=4,group=64,zero=float", "affine:bits=4,group=128,zero=float",
                "affine:bits=4,group=64,zero=int", "nf4:block=64").map(registry()::format);
    }

    @Override
    public int randomRequests() {
        return 40;
    }
}
