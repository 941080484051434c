package sample;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.conformance.KernelConformance;
import dev.nibble.kernels.jvm.JvmDeviceProvider;
import java.util.stream.Stream;

class NativeInt4Test implements KernelConformance {
    private static final Device DEVICE = new JvmDeviceProvider().open(new JvmDeviceProvider().devices().getFirst());

    @Override
    public Kernel kernel() {
        return new NativeInt4();
    }

    @Override
    public Device device() {
        return DEVICE;
    }

    /** Formats that it is for, and some that it must refuse. */
    @Override
    public Stream<Format> formats() {
        return Stream.of("affine:bits=4,group=64,zero=none", "affine:bits=4,group=64,zero=float",
                "affine:bits=4,group=32,zero=int",
                "affine:bits=4,group=128,zero=float,params=f16", "affine:bits=4,group=6,zero=int", "affine:bits=4,group=7",
                "affine:bits=4,group=4,axis=0", "affine:bits=4,per=row", "affine:bits=8,group=64", "nf4:block=64")
                .map(registry()::format);
    }
}
