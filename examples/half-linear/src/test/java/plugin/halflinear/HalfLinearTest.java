package plugin.halflinear;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.conformance.KernelConformance;
import dev.nibble.kernels.jvm.JvmDeviceProvider;
import java.util.stream.Stream;

class HalfLinearTest implements KernelConformance {
    private static final Device DEVICE = new JvmDeviceProvider().open(new JvmDeviceProvider().devices().getFirst());

    @Override
    public Kernel kernel() {
        return new HalfLinear();
    }

    @Override
    public Device device() {
        return DEVICE;
    }

    /** Formats that it is for, and some that it must refuse. */
    @Override
    public Stream<Format> formats() {
        return Stream.of("dense:f16", "dense:bf16", "dense:f32", "affine:bits=8,per=row").map(registry()::format);
    }
}
