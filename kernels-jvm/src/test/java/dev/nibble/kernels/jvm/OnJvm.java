package dev.nibble.kernels.jvm;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.conformance.KernelConformance;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;

/** The conformance of a kernel with formats given by their text, on a device of its own and on one thread. */
abstract class OnJvm implements KernelConformance {
    /** Groups that are no multiple of a word, longer than a block, all of a row, all of the weight. */
    private static final List<String> GROUPS = List.of("group=64,axis=1,zero=float", "group=64,axis=1,zero=int",
            "group=64,axis=1,zero=none", "group=64,axis=1,zero=float,params=f16", "group=32,axis=1,zero=int,params=f16",
            "group=128,axis=1,zero=none,params=f16", "group=20,axis=1,zero=float", "group=1,axis=1,zero=float",
            "group=300,axis=1,zero=float", "group=300,axis=1,zero=float,params=f16", "per=row,zero=none",
            "per=tensor,zero=float");

    @AutoClose
    private final Device device = TestDevice.open();

    private final Kernel kernel;
    private final String[] formats;

    OnJvm(Kernel kernel, String... formats) {
        this.kernel = kernel;
        this.formats = formats;
    }

    /** Affine formats of one width with every kind of group and zero, and other formats. */
    static String[] affineAnd(int bits, String... others) {
        return Stream.concat(GROUPS.stream().map(group -> "affine:bits=" + bits + "," + group), Stream.of(others))
                .toArray(String[]::new);
    }

    @Override
    public final Kernel kernel() {
        return kernel;
    }

    @Override
    public final Device device() {
        return device;
    }

    @Override
    public final Stream<Format> formats() {
        return TestDevice.formats(formats);
    }
}
